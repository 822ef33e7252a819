package dev.holdfast.cli.host;

import dev.holdfast.cli.ChangeOptions;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "register",
        description = "Make a host known; it takes instances once its agent was heard.",
        footer = {"  holdfast host register host-9 --cores 64 --memory 256GiB --disk 2TiB --fault-domain rack-3"})
final class HostRegister implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "1", description = "Its name: " + Names.ID_RULE + ".")
    private String id = "";

    @Option(names = "--cores", paramLabel = "N", required = true, description = "Whole cores for instances.")
    private int cores;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            required = true,
            converter = Quantity.Mebibytes.class,
            description = "Memory for instances, such as 64GiB.")
    private long memoryMib;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            required = true,
            converter = Quantity.Gibibytes.class,
            description = "Disk for instances in whole GiB, such as 500GiB.")
    private long diskGib;

    @Option(names = "--gpus", paramLabel = "N", description = "Whole GPUs for instances (${DEFAULT-VALUE}).")
    private int gpus;

    @Option(
            names = "--fault-domain",
            paramLabel = "NAME",
            required = true,
            description = "What it fails together with, such as a rack.")
    private String faultDomain = "";

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "What placement may ask for; may be repeated.")
    private Map<String, String> labels = Map.of();

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        Host host = Host.newBuilder()
                .setCapacity(Quantities.newBuilder()
                        .setCores(cores)
                        .setMemoryMib(memoryMib)
                        .setDiskGib(diskGib)
                        .setGpus(gpus))
                .setFaultDomain(faultDomain)
                .putAllLabels(labels)
                .build();
        try (Client client = connection.connect()) {
            return new HostChange(
                            spec,
                            client,
                            output,
                            change,
                            "register",
                            List.of(client.names().host(id)))
                    .run((deadline, name, requestId) -> client.hosts(deadline)
                            .registerHost(RegisterHostRequest.newBuilder()
                                    .setParent(name.substring(0, name.indexOf("/hosts/")))
                                    .setHostId(Names.shortId(name))
                                    .setHost(host)
                                    .setRequestId(requestId)
                                    .setValidateOnly(change.dryRun())
                                    .build()));
        }
    }
}
