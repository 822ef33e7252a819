package dev.holdfast.example;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.Quantities;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Asks for an instance, waits until it runs, and says where: {@code CreateAndWait 127.0.0.1:7400 web-1}. */
public final class CreateAndWait {
    private static final String PARENT = "projects/default/regions/local";

    private CreateAndWait() {}

    /** @param arguments the address of a node, and the id of the instance */
    public static void main(String[] arguments) throws InterruptedException, InvalidProtocolBufferException {
        ManagedChannel channel = Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create())
                .build();
        try {
            Instance running = create(channel, arguments[1]);
            System.out.println(
                    running.getName() + " runs on " + running.getPlacement().getHost());
        } catch (StatusRuntimeException refusal) {
            System.err.println(refusal.getStatus());
        } finally {
            channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
        }
    }

    /** @throws StatusRuntimeException when it was refused, or does not run in time */
    public static Instance create(Channel channel, String id) throws InvalidProtocolBufferException {
        // One id for one wish: however often the request is sent, it takes effect once.
        CreateInstanceRequest request = CreateInstanceRequest.newBuilder()
                .setParent(PARENT)
                .setInstanceId(id)
                .setRequestId(UUID.randomUUID().toString())
                .setInstance(Instance.newBuilder()
                        .setImage("debian-13")
                        .setSize(Quantities.newBuilder()
                                .setCores(1)
                                .setMemoryMib(1024)
                                .setDiskGib(10)))
                .build();
        Operation begun = InstanceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .createInstance(request);
        Operation done = OperationsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
        if (!done.hasResponse()) {
            throw io.grpc.protobuf.StatusProto.toStatusRuntimeException(done.getError());
        }
        return done.getResponse().unpack(Instance.class);
    }
}
