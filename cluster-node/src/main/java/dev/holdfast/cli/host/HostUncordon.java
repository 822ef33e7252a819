package dev.holdfast.cli.host;

import dev.holdfast.cli.Client;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.UncordonHostRequest;
import picocli.CommandLine.Command;

@Command(
        name = "uncordon",
        description = "Place instances on hosts again.",
        footer = {"  holdfast host uncordon host-1"})
final class HostUncordon extends HostVerb {
    @Override
    Host send(Client client, Verb verb) {
        return client.hosts(verb.deadline())
                .uncordonHost(UncordonHostRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
