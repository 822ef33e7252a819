package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.v1.StopInstanceRequest;
import picocli.CommandLine.Command;

@Command(
        name = "stop",
        description = "Make instances stop; each keeps its place on its host.",
        footer = {"  holdfast instance stop web-1 web-2 --wait"})
final class InstanceStop extends InstanceVerb {
    @Override
    Operation send(Client client, Verb verb) {
        return client.instances(verb.deadline())
                .stopInstance(StopInstanceRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
