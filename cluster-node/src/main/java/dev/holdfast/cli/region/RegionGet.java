package dev.holdfast.cli.region;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.v1.GetRegionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "get",
        description = "Show the region that commands are about, see --region.",
        footer = "  holdfast region get")
final class RegionGet implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            String name = client.names().regionName();
            output.print(
                    RegionKind.regions(),
                    client.call(
                            "get " + name,
                            deadline -> client.regions(deadline)
                                    .getRegion(GetRegionRequest.newBuilder()
                                            .setName(name)
                                            .build())));
            return ExitCode.OK.number();
        }
    }
}
