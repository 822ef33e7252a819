package dev.holdfast.cli.operation;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Pages;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List a project's operations: those that run, and those that ended not long ago.",
        footer = {"  holdfast operation list", "  holdfast operation list --unfinished"})
final class OperationList implements Callable<Integer> {
    @Option(names = "--unfinished", description = "Only those that still run.")
    private boolean unfinished;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            List<Operation> operations = Pages.all(
                    token -> client.call(
                            "list operations of " + client.names().parent(),
                            deadline -> client.operations(deadline)
                                    .listOperations(ListOperationsRequest.newBuilder()
                                            .setName(client.names().parent())
                                            .setPageSize(Pages.SIZE)
                                            .setPageToken(token)
                                            .build())),
                    ListOperationsResponse::getOperationsList,
                    ListOperationsResponse::getNextPageToken);
            output.printAll(
                    OperationKind.itself(Instant.now()),
                    operations.stream()
                            .filter(operation -> !unfinished || !operation.getDone())
                            .toList());
            return ExitCode.OK.number();
        }
    }
}
