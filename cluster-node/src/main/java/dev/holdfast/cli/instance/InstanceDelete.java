package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.v1.DeleteInstanceRequest;
import picocli.CommandLine.Command;

@Command(
        name = "delete",
        description = "Make instances go away, whatever they are doing.",
        footer = {
            "  holdfast instance delete web-1 --wait",
            "  holdfast instance list --prefix web- -o name | xargs holdfast instance delete"
        })
final class InstanceDelete extends InstanceVerb {
    @Override
    Operation send(Client client, Verb verb) {
        return client.instances(verb.deadline())
                .deleteInstance(DeleteInstanceRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
