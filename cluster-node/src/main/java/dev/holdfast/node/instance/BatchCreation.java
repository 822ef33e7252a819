package dev.holdfast.node.instance;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import dev.holdfast.node.edge.Lanes;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.node.edge.Unary;
import dev.holdfast.v1.BatchCreateInstancesRequest;
import dev.holdfast.v1.BatchCreateInstancesResponse;
import dev.holdfast.v1.BatchCreateResult;
import dev.holdfast.v1.CreateInstanceRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Many creations at once. First each member is tried without changing anything; if one would be refused, so is the
 * batch. Then each is carried out by itself, because no commit spans shards: what fails only now is told member by
 * member, and is sent again under the same request ids (docs/adr/0023).
 */
final class BatchCreation {
    /**
     * So many members of a batch are under way at once; a batch takes one place among a node's calls, not a thousand.
     */
    private static final int AT_ONCE = 64;

    /** One creation. */
    interface Creation {
        CompletionStage<Operation> create(CreateInstanceRequest request, boolean validateOnly);
    }

    private final Creation creation;

    BatchCreation(Creation creation) {
        this.creation = creation;
    }

    CompletionStage<BatchCreateInstancesResponse> create(BatchCreateInstancesRequest batch) {
        List<StatusMapping.FieldFault> faults = faults(batch);
        if (!faults.isEmpty()) {
            throw StatusMapping.ofFields(faults);
        }
        return each(batch, true).thenCompose(tried -> {
            for (int at = 0; at < tried.size(); at++) {
                if (tried.get(at).hasError()) {
                    throw StatusProto.toStatusRuntimeException(
                            inside(tried.get(at).getError(), "requests[" + at + "]"));
                }
            }
            return (batch.getValidateOnly() ? CompletableFuture.completedStage(tried) : each(batch, false))
                    .thenApply(results -> BatchCreateInstancesResponse.newBuilder()
                            .addAllResults(results)
                            .build());
        });
    }

    private CompletionStage<List<BatchCreateResult>> each(BatchCreateInstancesRequest batch, boolean validateOnly) {
        return Lanes.each(batch.getRequestsList(), AT_ONCE, request -> one(request, validateOnly));
    }

    private CompletionStage<BatchCreateResult> one(CreateInstanceRequest request, boolean validateOnly) {
        CompletionStage<Operation> created;
        try {
            created = creation.create(request, validateOnly);
        } catch (RuntimeException refused) {
            created = CompletableFuture.failedStage(refused);
        }
        return created.handle((operation, failure) -> failure == null
                ? BatchCreateResult.newBuilder().setOperation(operation).build()
                : BatchCreateResult.newBuilder().setError(status(failure)).build());
    }

    private static Status status(Throwable failure) {
        StatusRuntimeException refusal = Unary.statusOf(failure, true);
        Status status = StatusProto.fromThrowable(refusal);
        return status == null
                ? Status.newBuilder()
                        .setCode(refusal.getStatus().getCode().value())
                        .setMessage(String.valueOf(refusal.getStatus().getDescription()))
                        .build()
                : status;
    }

    /** What the rules beside the fields cannot say, because it is about several of them. */
    private static List<StatusMapping.FieldFault> faults(BatchCreateInstancesRequest batch) {
        List<StatusMapping.FieldFault> faults = new ArrayList<>();
        Map<String, Integer> firstWithId = new HashMap<>();
        IntStream.range(0, batch.getRequestsCount()).forEach(at -> {
            CreateInstanceRequest member = batch.getRequests(at);
            String path = "requests[" + at + "].";
            if (!member.getParent().equals(batch.getParent())) {
                faults.add(new StatusMapping.FieldFault(path + "parent", "must be the parent of the batch"));
            }
            if (member.getRequestId().isEmpty()) {
                faults.add(new StatusMapping.FieldFault(
                        path + "request_id", "is needed in a batch, so that a part of it can be sent again"));
            }
            if (member.getValidateOnly()) {
                faults.add(new StatusMapping.FieldFault(path + "validate_only", "is the batch's to say"));
            }
            Integer first = firstWithId.putIfAbsent(member.getInstanceId(), at);
            if (first != null) {
                faults.add(new StatusMapping.FieldFault(
                        path + "instance_id", "is that of requests[" + first + "] too: " + member.getInstanceId()));
            }
        });
        return faults;
    }

    /** The same refusal, saying which member it is about. */
    private static Status inside(Status refusal, String member) {
        Status.Builder inside = refusal.toBuilder().clearDetails();
        boolean byField = false;
        for (Any detail : refusal.getDetailsList()) {
            byField |= detail.is(BadRequest.class);
            inside.addDetails(detail.is(BadRequest.class) ? Any.pack(inside(detail, member)) : detail);
        }
        return inside.setMessage(member + (byField ? "." : ": ") + refusal.getMessage())
                .build();
    }

    private static BadRequest inside(Any detail, String member) {
        try {
            BadRequest.Builder fields = detail.unpack(BadRequest.class).toBuilder();
            fields.getFieldViolationsBuilderList().forEach(fault -> fault.setField(member + "." + fault.getField()));
            return fields.build();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("a refusal of ours cannot be read", broken);
        }
    }
}
