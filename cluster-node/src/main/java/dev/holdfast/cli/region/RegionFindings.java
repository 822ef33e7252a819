package dev.holdfast.cli.region;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.v1.ListFindingsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "findings",
        description = {
            "List what the nodes' auditors have found that must never be so: a host that holds more than it has, an instance"
                    + " with two places, a state that outlasts its deadline. Nothing is listed if all is well.",
            "Exits with 0 either way; docs/lifecycle.md says what each rule means and what to do."
        },
        footer = "  holdfast region findings")
final class RegionFindings implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            String name = client.names().regionName();
            output.printAll(
                    RegionKind.findings(),
                    client.call(
                            "list findings of " + name,
                            deadline -> client.regions(deadline)
                                    .listFindings(ListFindingsRequest.newBuilder()
                                            .setParent(name)
                                            .build())
                                    .getFindingsList()));
            return ExitCode.OK.number();
        }
    }
}
