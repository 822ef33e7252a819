package dev.holdfast.cli.instance;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.ReadOptions;
import dev.holdfast.cli.Results;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        description = "Show how instances stand.",
        footer = {"  holdfast instance get web-1", "  holdfast instance get web-1 -o yaml"})
final class InstanceGet implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Instances.",
            completionCandidates = KnownNames.OfInstances.class)
    private List<String> ids = List.of();

    @Option(
            names = "--as-of",
            paramLabel = "VERSION",
            description = "As it was: an etag, or a time such as 2026-01-31T12:00:00Z.")
    private Optional<String> asOf = Optional.empty();

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        Optional<InstanceVersion> version = asOf.map(Versions::of);
        try (Client client = connection.connect()) {
            List<String> names =
                    ids.stream().distinct().map(client.names()::instance).toList();
            InFlight.Outcome<Instance> outcome = InFlight.run(
                    names.size(),
                    at -> client.call(
                            "get instance " + Names.shortId(names.get(at)),
                            deadline -> client.instances(deadline).getInstance(request(names.get(at), version))),
                    _ -> {});
            return Results.print(spec, output, InstanceKind.asOf(Instant.now()), outcome);
        }
    }

    private GetInstanceRequest request(String name, Optional<InstanceVersion> version) {
        GetInstanceRequest.Builder request =
                GetInstanceRequest.newBuilder().setName(name).setReadMode(reading.mode());
        version.ifPresent(request::setAsOf);
        return request.build();
    }
}
