package dev.holdfast.cli.host;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Told;
import dev.holdfast.cli.WatchOptions;
import dev.holdfast.cli.Watching;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostChange;
import dev.holdfast.v1.WatchHostsRequest;
import dev.holdfast.v1.WatchHostsResponse;
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
        description = "Show a region's hosts and every change of them, until Ctrl-C or --timeout. Goes on by itself"
                + " after the server was away.",
        footer = {"  holdfast host watch", "  holdfast host watch host-1 -o json --count 5"})
final class HostWatch implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Only these hosts.",
            completionCandidates = KnownNames.OfHosts.class)
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
            List<String> only =
                    ids.stream().map(client.names()::host).map(Names::shortId).toList();
            return new Watching<Host, WatchHostsResponse>(
                            spec,
                            client,
                            "watch hosts of " + client.names().regionName(),
                            watching,
                            (token, deadline) -> client.hosts(deadline)
                                    .watchHosts(WatchHostsRequest.newBuilder()
                                            .setParent(client.names().regionName())
                                            .setResumeToken(token)
                                            .build()),
                            HostWatch::told)
                    .run(output.format(), only, HostKind::hosts);
        }
    }

    private static Told<Host> told(WatchHostsResponse message) {
        return switch (message.getWhatCase()) {
            case LISTED -> new Told<>(Told.What.LISTED, Optional.of(message.getListed()), "", message);
            case LIST_END ->
                new Told<>(
                        Told.What.LIST_END,
                        Optional.empty(),
                        message.getListEnd().getResumeToken(),
                        message);
            case CHANGE -> {
                HostChange change = message.getChange();
                yield new Told<>(
                        Told.What.of(change.getKind()),
                        Optional.of(change.getHost()),
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
