package dev.holdfast.node;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** How the tests of a region of several nodes speak to it. */
final class WestRegion {
    static final String PARENT = "projects/shop/regions/west";
    static final long CALL_SECONDS = 20;

    private WestRegion() {}

    static Set<String> names(int count) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            names.add(PARENT + "/instances/web-" + i);
        }
        return names;
    }

    static Operation createInstance(Channel to, String id, String requestId) {
        return createInstance(to, id, requestId, Map.of());
    }

    static Operation createInstance(Channel to, String id, String requestId, Map<String, String> metadata) {
        return instances(to)
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent(PARENT)
                        .setInstanceId(id)
                        .setRequestId(requestId)
                        .setInstance(Instance.newBuilder()
                                .setSize(size(1))
                                .setImage("debian-13")
                                .putAllMetadata(metadata)
                                .setSpreadKey("web"))
                        .build());
    }

    static Operation await(Channel to, Operation operation) {
        return OperationsGrpc.newBlockingStub(to)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(operation.getName())
                        .build());
    }

    static Operation delete(Channel to, String name) {
        return instances(to)
                .deleteInstance(DeleteInstanceRequest.newBuilder().setName(name).build());
    }

    static Instance get(Channel to, String name) {
        return get(instances(to), name);
    }

    static Instance get(InstanceServiceGrpc.InstanceServiceBlockingStub instances, String name) {
        return instances.getInstance(
                GetInstanceRequest.newBuilder().setName(name).build());
    }

    static Set<String> listed(Channel to) {
        return listed(instances(to));
    }

    static Set<String> listed(InstanceServiceGrpc.InstanceServiceBlockingStub instances) {
        Set<String> names = new TreeSet<>();
        String token = "";
        do {
            var page = instances.listInstances(ListInstancesRequest.newBuilder()
                    .setParent(PARENT)
                    .setPageSize(1000)
                    .setPageToken(token)
                    .build());
            page.getInstancesList().forEach(instance -> names.add(instance.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return names;
    }

    static Set<String> watched(Channel to) {
        Set<String> names = new TreeSet<>();
        Iterator<WatchInstancesResponse> watch = instances(to)
                .watchInstances(
                        WatchInstancesRequest.newBuilder().setParent(PARENT).build());
        while (watch.hasNext()) {
            WatchInstancesResponse message = watch.next();
            if (message.hasListEnd()) {
                break;
            }
            names.add(message.getListed().getName());
        }
        return names;
    }

    static void register(ManagedChannel to, String host) {
        var _ = HostServiceGrpc.newBlockingStub(to)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .registerHost(RegisterHostRequest.newBuilder()
                        .setParent("regions/west")
                        .setHostId(host)
                        .setHost(Host.newBuilder().setCapacity(size(16)).setFaultDomain(host.replace("host", "fd")))
                        .build());
    }

    static Quantities size(int cores) {
        return Quantities.newBuilder()
                .setCores(cores)
                .setMemoryMib(1024L * cores)
                .setDiskGib(cores)
                .build();
    }

    static InstanceServiceGrpc.InstanceServiceBlockingStub instances(Channel to) {
        return InstanceServiceGrpc.newBlockingStub(to).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
