package dev.holdfast.node.region;

import com.google.protobuf.util.Timestamps;
import dev.holdfast.core.region.RegionCapacity;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.edge.Unary;
import dev.holdfast.node.placement.RegionOutlook;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.v1.CapacityShare;
import dev.holdfast.v1.FaultDomainCapacity;
import dev.holdfast.v1.Finding;
import dev.holdfast.v1.GetCapacityRequest;
import dev.holdfast.v1.GetRegionRequest;
import dev.holdfast.v1.ListFindingsRequest;
import dev.holdfast.v1.ListFindingsResponse;
import dev.holdfast.v1.ListRegionsRequest;
import dev.holdfast.v1.ListRegionsResponse;
import dev.holdfast.v1.ListSizesRequest;
import dev.holdfast.v1.ListSizesResponse;
import dev.holdfast.v1.NamedSize;
import dev.holdfast.v1.Region;
import dev.holdfast.v1.RegionServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code RegionService}, for the one region that this node serves. */
public final class RegionGrpcService extends RegionServiceGrpc.RegionServiceImplBase {
    private static final int FINDINGS_AT_MOST = 1_000;

    private final RegionNames names;
    private final RegionOutlook outlook;
    private final SizeCatalogue sizes;
    private final ResourceCalls instances;
    private final ResourceCalls hosts;

    /**
     * @param instances asked for what is wrong with them
     * @param hosts likewise
     */
    public RegionGrpcService(
            RegionNames names,
            RegionOutlook outlook,
            SizeCatalogue sizes,
            ResourceCalls instances,
            ResourceCalls hosts) {
        this.names = names;
        this.outlook = outlook;
        this.sizes = sizes;
        this.instances = instances;
        this.hosts = hosts;
    }

    @Override
    public void getRegion(GetRegionRequest request, StreamObserver<Region> caller) {
        Unary.answer(caller, true, () -> {
            names.region(request.getName());
            return outlook.capacity().thenApply(this::region);
        });
    }

    @Override
    public void listRegions(ListRegionsRequest request, StreamObserver<ListRegionsResponse> caller) {
        Unary.answer(
                caller,
                true,
                () -> outlook.capacity()
                        .thenApply(capacity -> ListRegionsResponse.newBuilder()
                                .addRegions(region(capacity))
                                .build()));
    }

    @Override
    public void getCapacity(GetCapacityRequest request, StreamObserver<dev.holdfast.v1.RegionCapacity> caller) {
        Unary.answer(caller, true, () -> {
            names.region(request.getName());
            return outlook.capacity().thenApply(this::message);
        });
    }

    @Override
    public void listSizes(ListSizesRequest request, StreamObserver<ListSizesResponse> caller) {
        Unary.answer(caller, true, () -> {
            names.region(request.getParent());
            ListSizesResponse.Builder response = ListSizesResponse.newBuilder();
            sizes.sizes()
                    .forEach(size -> response.addSizes(
                            NamedSize.newBuilder().setName(size.name()).setQuantities(quantities(size.quantities()))));
            return CompletableFuture.completedStage(response.build());
        });
    }

    @Override
    public void listFindings(ListFindingsRequest request, StreamObserver<ListFindingsResponse> caller) {
        Unary.answer(caller, true, () -> {
            names.region(request.getParent());
            return instances
                    .findings()
                    .thenCombine(
                            hosts.findings(),
                            (ofInstances, ofHosts) -> ListFindingsResponse.newBuilder()
                                    .addAllFindings(Stream.concat(
                                                    found(ofInstances, id -> names.of(InstanceName.parse(id))),
                                                    found(ofHosts, id -> names.of(new HostId(id))))
                                            .sorted(Comparator.comparing(Finding::getFoundAt, Timestamps.comparator()))
                                            .limit(FINDINGS_AT_MOST)
                                            .toList())
                                    .setTotal(Stream.concat(ofInstances.stream(), ofHosts.stream())
                                            .mapToLong(Reply.Findings::count)
                                            .sum())
                                    .build());
        });
    }

    private static Stream<Finding> found(List<Reply.Findings> shards, Function<String, String> nameOf) {
        return shards.stream()
                .flatMap(shard -> shard.findings().stream())
                .map(one -> Finding.newBuilder()
                        .setResource(nameOf.apply(one.id()))
                        .setRule(one.rule())
                        .setWhat(one.what())
                        .setFoundAt(Timestamps.fromMillis(one.since().toEpochMilli()))
                        .build());
    }

    private Region region(RegionCapacity capacity) {
        return Region.newBuilder()
                .setName(names.regionName())
                .setHosts(capacity.total().hosts())
                .setHostsOpen(capacity.total().hostsOpen())
                .setFaultDomains(capacity.byFaultDomain().size())
                .build();
    }

    private dev.holdfast.v1.RegionCapacity message(RegionCapacity capacity) {
        dev.holdfast.v1.RegionCapacity.Builder message = dev.holdfast.v1.RegionCapacity.newBuilder()
                .setName(names.regionName())
                .setTotal(share(capacity.total()));
        capacity.byFaultDomain()
                .forEach((domain, share) -> message.addFaultDomains(FaultDomainCapacity.newBuilder()
                        .setFaultDomain(domain.value())
                        .setShare(share(share))));
        capacity.largest().forEach(largest -> message.addLargest(quantities(largest)));
        return message.build();
    }

    private static CapacityShare share(RegionCapacity.Share share) {
        return CapacityShare.newBuilder()
                .setHosts(share.hosts())
                .setHostsOpen(share.hostsOpen())
                .setCapacity(quantities(share.capacity()))
                .setClaimed(quantities(share.claimed()))
                .setFree(quantities(share.free()))
                .setAvailable(quantities(share.available()))
                .build();
    }

    private static dev.holdfast.v1.Quantities quantities(Quantities size) {
        return dev.holdfast.v1.Quantities.newBuilder()
                .setCores(size.cores())
                .setMemoryMib(size.memoryMib())
                .setDiskGib(size.diskGib())
                .setGpus(size.gpus())
                .build();
    }
}
