package dev.holdfast.cli.region;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Terminal;
import dev.holdfast.v1.FaultDomainCapacity;
import dev.holdfast.v1.GetCapacityRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "capacity",
        description = "Show what the hosts of a region have, by fault domain, and the largest that still fits.",
        footer = "  holdfast region capacity")
final class RegionCapacity implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            String name = client.names().regionName();
            dev.holdfast.v1.RegionCapacity capacity = client.call(
                    "get capacity of " + name,
                    deadline -> client.regions(deadline)
                            .getCapacity(GetCapacityRequest.newBuilder()
                                    .setName(name)
                                    .build()));
            if (output.forPeople()) {
                print(capacity);
            } else {
                output.print(
                        Kind.ofMessages(
                                "capacities",
                                (dev.holdfast.v1.RegionCapacity each) -> Names.shortId(each.getName()),
                                List.of()),
                        capacity);
            }
            return ExitCode.OK.number();
        }
    }

    private void print(dev.holdfast.v1.RegionCapacity capacity) {
        List<FaultDomainCapacity> rows = new ArrayList<>(capacity.getFaultDomainsList());
        rows.add(FaultDomainCapacity.newBuilder()
                .setFaultDomain("TOTAL")
                .setShare(capacity.getTotal())
                .build());
        output.printAll(RegionKind.shares(), rows);
        Terminal terminal = Terminal.of(spec);
        terminal.print("");
        terminal.print(
                capacity.getLargestCount() == 0
                        ? "nothing more fits anywhere"
                        : "the largest that still fits somewhere:");
        capacity.getLargestList().forEach(largest -> terminal.print("  " + RegionKind.size(largest)));
    }
}
