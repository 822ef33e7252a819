package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.v1.RestartInstanceRequest;
import picocli.CommandLine.Command;

@Command(
        name = "restart",
        description = "Make instances stop and start again, each in its place.",
        footer = {"  holdfast instance restart web-1 --wait"})
final class InstanceRestart extends InstanceVerb {
    @Override
    Operation send(Client client, Verb verb) {
        return client.instances(verb.deadline())
                .restartInstance(RestartInstanceRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
