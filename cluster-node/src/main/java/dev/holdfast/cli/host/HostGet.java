package dev.holdfast.cli.host;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.ReadOptions;
import dev.holdfast.cli.Results;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.Host;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        description = "Show how hosts stand, their leases, and who is on them; with -o yaml all of it.",
        footer = {"  holdfast host get host-1 -o yaml"})
final class HostGet implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Hosts.",
            completionCandidates = KnownNames.OfHosts.class)
    private List<String> ids = List.of();

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            List<String> names =
                    ids.stream().map(client.names()::host).distinct().toList();
            InFlight.Outcome<Host> outcome = InFlight.run(
                    names.size(),
                    at -> client.call(
                            "get host " + Names.shortId(names.get(at)),
                            deadline -> client.hosts(deadline)
                                    .getHost(GetHostRequest.newBuilder()
                                            .setName(names.get(at))
                                            .setReadMode(reading.mode())
                                            .build())),
                    _ -> {});
            return Results.print(spec, output, HostKind.detailed(), outcome);
        }
    }
}
