package dev.holdfast.cli.host;

import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How hosts are shown. */
public final class HostKind {
    private static final int RESIDENTS_SHOWN = 4;

    private HostKind() {}

    /** Of a list, or of what was changed. */
    public static Kind<Host> hosts() {
        return Kind.ofMessages(
                "hosts",
                host -> Names.shortId(host.getName()),
                columns(Column.wide("FENCING", HostKind::fencing), List.of()));
    }

    /** One at a time: also what only its own answer tells. */
    static Kind<Host> detailed() {
        return Kind.ofMessages(
                "hosts",
                host -> Names.shortId(host.getName()),
                columns(
                        Column.always("FENCING", HostKind::fencing),
                        List.of(
                                Column.always("HEARD", HostKind::heard),
                                Column.always("LEASE", HostKind::lease),
                                Column.always("RESIDENTS", HostKind::residents))));
    }

    /** What is claimed stands before what there is. */
    private static List<Column<Host>> columns(Column<Host> fencing, List<Column<Host>> more) {
        List<Column<Host>> columns = new ArrayList<>(List.of(
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
                Column.always("AGENT", host -> host.hasAgent() ? host.getAgent().getDriver() : "never heard"),
                fencing));
        columns.addAll(more);
        columns.add(Column.wide("LABELS", host -> labels(host.getLabelsMap())));
        return columns;
    }

    private static String fencing(Host host) {
        return host.hasAgent() ? host.getAgent().getFencing().name().replace("FENCING_", "") : "";
    }

    private static String heard(Host host) {
        return host.hasLease() && host.hasAgent()
                ? Quantity.age(time(host.getLease().getSilence())) + " ago"
                : "";
    }

    private static String lease(Host host) {
        HostLease lease = host.getLease();
        if (!host.hasLease()) {
            return "";
        }
        if (!lease.hasLeft()) {
            return "none granted";
        }
        return time(lease.getLeft()).isZero() ? "over" : Quantity.age(time(lease.getLeft())) + " left";
    }

    private static Duration time(com.google.protobuf.Duration time) {
        return Duration.ofSeconds(time.getSeconds(), time.getNanos());
    }

    private static String residents(Host host) {
        String shown = host.getClaimsList().stream()
                .limit(RESIDENTS_SHOWN)
                .map(claim -> Names.shortId(claim.getInstance()))
                .collect(Collectors.joining(","));
        int more = host.getClaimsCount() - RESIDENTS_SHOWN;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }
}
