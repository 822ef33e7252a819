package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.v1.DeallocateInstanceRequest;
import picocli.CommandLine.Command;

@Command(
        name = "deallocate",
        description = "Make instances stop and give up their places; names, specs and histories stay.",
        footer = {"  holdfast instance deallocate web-1 --wait", "  holdfast instance start web-1 --wait"})
final class InstanceDeallocate extends InstanceVerb {
    @Override
    Operation send(Client client, Verb verb) {
        return client.instances(verb.deadline())
                .deallocateInstance(DeallocateInstanceRequest.newBuilder()
                        .setName(verb.name())
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
