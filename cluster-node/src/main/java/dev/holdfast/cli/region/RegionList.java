package dev.holdfast.cli.region;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.v1.ListRegionsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the regions that the node serves.", footer = "  holdfast region list")
final class RegionList implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            output.printAll(
                    RegionKind.regions(),
                    client.call(
                            "list regions",
                            deadline -> client.regions(deadline)
                                    .listRegions(ListRegionsRequest.getDefaultInstance())
                                    .getRegionsList()));
            return ExitCode.OK.number();
        }
    }
}
