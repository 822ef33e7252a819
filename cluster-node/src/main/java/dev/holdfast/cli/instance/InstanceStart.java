package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.v1.StartInstanceRequest;
import picocli.CommandLine.Command;

@Command(
        name = "start",
        description = "Make instances run.",
        footer = {"  holdfast instance start web-1 --wait"})
final class InstanceStart extends InstanceVerb {
    @Override
    Operation send(Client client, Verb verb) {
        return client.instances(verb.deadline())
                .startInstance(StartInstanceRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
