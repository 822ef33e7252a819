package dev.holdfast.cli.instance;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Told;
import dev.holdfast.cli.WatchOptions;
import dev.holdfast.cli.Watching;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceChange;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description =
                "Show a project's instances and every change of them, until Ctrl-C or --timeout. Goes on by itself"
                        + " after the server was away.",
        footer = {"  holdfast instance watch", "  holdfast instance watch web-1 -o json --count 5"})
final class InstanceWatch implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Only these instances.",
            completionCandidates = KnownNames.OfInstances.class)
    private List<String> ids = List.of();

    @Mixin
    private final WatchOptions watching = new WatchOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            List<String> only = ids.stream()
                    .map(client.names()::instance)
                    .map(Names::shortId)
                    .toList();
            return new Watching<Instance, WatchInstancesResponse>(
                            spec,
                            client,
                            "watch instances of " + client.names().parent(),
                            watching,
                            (token, deadline) -> client.instances(deadline)
                                    .watchInstances(WatchInstancesRequest.newBuilder()
                                            .setParent(client.names().parent())
                                            .setResumeToken(token)
                                            .build()),
                            InstanceWatch::told)
                    .run(output.format(), only, () -> InstanceKind.asOf(Instant.now()));
        }
    }

    private static Told<Instance> told(WatchInstancesResponse message) {
        return switch (message.getWhatCase()) {
            case LISTED -> new Told<>(Told.What.LISTED, Optional.of(message.getListed()), "", message);
            case LIST_END ->
                new Told<>(
                        Told.What.LIST_END,
                        Optional.empty(),
                        message.getListEnd().getResumeToken(),
                        message);
            case CHANGE -> {
                InstanceChange change = message.getChange();
                yield new Told<>(
                        Told.What.of(change.getKind()),
                        Optional.of(change.getInstance()),
                        change.getResumeToken(),
                        message);
            }
            case PROGRESS, WHAT_NOT_SET ->
                new Told<>(
                        Told.What.PROGRESS,
                        Optional.empty(),
                        message.getProgress().getResumeToken(),
                        message);
        };
    }
}
