package dev.holdfast.cli.host;

import dev.holdfast.cli.Client;
import dev.holdfast.v1.CordonHostRequest;
import dev.holdfast.v1.Host;
import picocli.CommandLine.Command;

@Command(
        name = "cordon",
        description = "Place nothing new on hosts; what is there stays.",
        footer = {"  holdfast host cordon host-1"})
final class HostCordon extends HostVerb {
    @Override
    Host send(Client client, Verb verb) {
        return client.hosts(verb.deadline())
                .cordonHost(CordonHostRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
