package dev.holdfast.cli.region;

import com.google.protobuf.util.Timestamps;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.FaultDomainCapacity;
import dev.holdfast.v1.Finding;
import dev.holdfast.v1.NamedSize;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.Region;
import java.util.List;
import java.util.function.Function;

/** How regions, their capacity and their sizes are shown. */
final class RegionKind {
    private RegionKind() {}

    static Kind<Region> regions() {
        return Kind.ofMessages(
                "regions",
                region -> Names.shortId(region.getName()),
                List.of(
                        Column.always("NAME", region -> Names.shortId(region.getName())),
                        Column.always("HOSTS", region -> Integer.toString(region.getHosts())),
                        Column.always("OPEN", region -> Integer.toString(region.getHostsOpen())),
                        Column.always("DOMAINS", region -> Integer.toString(region.getFaultDomains()))));
    }

    static Kind<Finding> findings() {
        return Kind.ofMessages(
                "findings",
                Finding::getResource,
                List.of(
                        Column.always("RESOURCE", finding -> Names.shortId(finding.getResource())),
                        Column.always("RULE", Finding::getRule),
                        Column.wide("FOUND", finding -> Timestamps.toString(finding.getFoundAt())),
                        Column.always("WHAT", Finding::getWhat)));
    }

    static Kind<NamedSize> sizes() {
        return Kind.ofMessages(
                "sizes",
                NamedSize::getName,
                List.of(
                        Column.always("NAME", NamedSize::getName),
                        Column.always(
                                "CORES",
                                size -> Integer.toString(size.getQuantities().getCores())),
                        Column.always(
                                "MEMORY",
                                size -> Quantity.mebibytes(size.getQuantities().getMemoryMib())),
                        Column.always("DISK", size -> size.getQuantities().getDiskGib() + "GiB"),
                        Column.always(
                                "GPUS",
                                size -> Integer.toString(size.getQuantities().getGpus()))));
    }

    /** What is claimed, of what there is, and what is available; the last row is all of it. */
    static Kind<FaultDomainCapacity> shares() {
        return Kind.ofMessages(
                "fault_domains",
                FaultDomainCapacity::getFaultDomain,
                List.of(
                        Column.always("DOMAIN", FaultDomainCapacity::getFaultDomain),
                        Column.always(
                                "HOSTS",
                                domain -> domain.getShare().getHostsOpen() + "/"
                                        + domain.getShare().getHosts()),
                        Column.always("CORES", used(size -> Integer.toString(size.getCores()))),
                        Column.always("MEMORY", used(size -> Quantity.mebibytes(size.getMemoryMib()))),
                        Column.wide("DISK", used(size -> size.getDiskGib() + "GiB")),
                        Column.wide("GPUS", used(size -> Integer.toString(size.getGpus()))),
                        Column.always(
                                "AVAILABLE", domain -> size(domain.getShare().getAvailable()))));
    }

    /** One size in one line. */
    static String size(Quantities size) {
        return size.getCores() + " cores, " + Quantity.mebibytes(size.getMemoryMib())
                + (size.getDiskGib() > 0 ? ", " + size.getDiskGib() + "GiB disk" : "")
                + (size.getGpus() > 0 ? ", " + size.getGpus() + " gpus" : "");
    }

    private static Function<FaultDomainCapacity, String> used(Function<Quantities, String> of) {
        return domain -> of.apply(domain.getShare().getClaimed()) + "/"
                + of.apply(domain.getShare().getCapacity());
    }
}
