package dev.holdfast.cli.region;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.v1.ListSizesRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "sizes",
        description = "List the sizes that instance create --size knows.",
        footer = "  holdfast region sizes")
final class RegionSizes implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            String name = client.names().regionName();
            output.printAll(
                    RegionKind.sizes(),
                    client.call(
                            "list sizes of " + name,
                            deadline -> client.regions(deadline)
                                    .listSizes(ListSizesRequest.newBuilder()
                                            .setParent(name)
                                            .build())
                                    .getSizesList()));
            return ExitCode.OK.number();
        }
    }
}
