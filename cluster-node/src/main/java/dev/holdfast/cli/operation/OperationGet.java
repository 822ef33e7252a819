package dev.holdfast.cli.operation;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Results;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        description = "Show operations by their ids.",
        footer = {"  holdfast operation get web-1.17", "  holdfast operation get web-1.17 -o yaml"})
final class OperationGet implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description = "Operations, such as web-1.17.",
            completionCandidates = KnownNames.OfOperations.class)
    private List<String> ids = List.of();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            List<String> names =
                    ids.stream().distinct().map(client.names()::operation).toList();
            InFlight.Outcome<Operation> outcome = InFlight.run(
                    names.size(),
                    at -> client.call(
                            "get operation " + Names.shortId(names.get(at)),
                            deadline -> client.operations(deadline)
                                    .getOperation(GetOperationRequest.newBuilder()
                                            .setName(names.get(at))
                                            .build())),
                    _ -> {});
            return Results.print(spec, output, OperationKind.itself(Instant.now()), outcome);
        }
    }
}
