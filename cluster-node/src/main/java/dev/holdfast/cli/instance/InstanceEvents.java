package dev.holdfast.cli.instance;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Pages;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.ListInstanceEventsResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "events",
        description = "Show what has happened to an instance, oldest first; also after its deletion.",
        footer = {"  holdfast instance events web-1"})
final class InstanceEvents implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            arity = "1",
            description = "An instance.",
            completionCandidates = KnownNames.OfInstances.class)
    private String id = "";

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            String name = client.names().instance(id);
            List<InstanceEvent> events = Pages.all(
                    token -> client.call(
                            "list events of instance " + Names.shortId(name),
                            deadline -> client.instances(deadline)
                                    .listInstanceEvents(ListInstanceEventsRequest.newBuilder()
                                            .setParent(name)
                                            .setPageSize(Pages.SIZE)
                                            .setPageToken(token)
                                            .build())),
                    ListInstanceEventsResponse::getEventsList,
                    ListInstanceEventsResponse::getNextPageToken);
            output.printAll(InstanceKind.events(), events);
            return ExitCode.OK.number();
        }
    }
}
