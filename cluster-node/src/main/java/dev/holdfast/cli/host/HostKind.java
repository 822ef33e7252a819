package dev.holdfast.cli.host;

import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.Host;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How hosts are shown. */
public final class HostKind {
    private HostKind() {}

    /** What is claimed stands before what there is. */
    public static Kind<Host> hosts() {
        return Kind.ofMessages(
                "hosts",
                host -> Names.shortId(host.getName()),
                List.of(
                        Column.always("NAME", host -> Names.shortId(host.getName())),
                        Column.always("STATE", host -> host.getState().name().replace("HOST_STATE_", "")),
                        Column.always("DOMAIN", Host::getFaultDomain),
                        Column.always("CLAIMS", host -> Integer.toString(host.getClaimCount())),
                        Column.always(
                                "CORES",
                                host -> host.getClaimed().getCores() + "/"
                                        + host.getCapacity().getCores()),
                        Column.always(
                                "MEMORY",
                                host -> Quantity.mebibytes(host.getClaimed().getMemoryMib()) + "/"
                                        + Quantity.mebibytes(host.getCapacity().getMemoryMib())),
                        Column.wide(
                                "DISK",
                                host -> host.getClaimed().getDiskGib() + "GiB/"
                                        + host.getCapacity().getDiskGib() + "GiB"),
                        Column.wide(
                                "GPUS",
                                host -> host.getClaimed().getGpus() + "/"
                                        + host.getCapacity().getGpus()),
                        Column.always(
                                "AGENT",
                                host -> host.hasAgent() ? host.getAgent().getDriver() : "never heard"),
                        Column.wide(
                                "FENCING",
                                host -> host.hasAgent()
                                        ? host.getAgent().getFencing().name().replace("FENCING_", "")
                                        : ""),
                        Column.wide("LABELS", host -> labels(host.getLabelsMap()))));
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }
}
