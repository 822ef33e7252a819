package dev.holdfast.cli.operation;

import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Results;
import dev.holdfast.cli.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "wait",
        description = "Wait until operations are done; fails as they do.",
        footer = {"  holdfast operation wait web-1.17 --timeout 2m"})
final class OperationWaitCommand implements Callable<Integer> {
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
            List<Operation> asked = ids.stream()
                    .distinct()
                    .map(client.names()::operation)
                    .map(name -> Operation.newBuilder().setName(name).build())
                    .toList();
            OperationWait.Ended ended;
            try (Progress progress = Progress.on(Terminal.of(spec))) {
                ended = OperationWait.forAll(client, progress, "waiting for " + asked.size(), asked);
            }
            return Results.print(
                    spec,
                    output,
                    OperationKind.itself(Instant.now()),
                    ended.succeeded(),
                    asked.size() == 1,
                    ended.failures());
        }
    }
}
