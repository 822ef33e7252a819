package dev.holdfast.node.instance;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.OperationIds;
import dev.holdfast.core.instance.Verb;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.v1.OperationMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The operations that live in an instance's state, as their callers see them. */
final class OperationMapping {
    private final RegionNames names;
    private final InstanceMapping instances;

    OperationMapping(RegionNames names, InstanceMapping instances) {
        this.names = names;
        this.instances = instances;
    }

    /** The operation that a request has just begun, or had begun before under the same id. */
    Operation of(InstanceState state, Request request, String resource) {
        InstanceState.Living living = living(state, resource);
        List<dev.holdfast.core.instance.Operation> all =
                living.life().operations().all();
        Optional<dev.holdfast.core.instance.Operation> found = request.id().isPresent()
                ? living.life().operations().of(request.id().get())
                : all.stream().max(Comparator.comparingLong(dev.holdfast.core.instance.Operation::sequence));
        return of(
                living,
                found.orElseThrow(() ->
                        new Refusal(ErrorCode.INTERNAL, "the request was accepted and left no operation", resource)));
    }

    /** What would come of a request: an operation without a name, done. */
    Operation wouldBe(InstanceState state, String resource) {
        return Operation.newBuilder()
                .setDone(true)
                .setResponse(Any.pack(instances.instance(living(state, resource))))
                .build();
    }

    Operation of(InstanceState.Living state, dev.holdfast.core.instance.Operation operation) {
        return of(state, operation, () -> instances.instance(state));
    }

    /** The same, where a success does not repeat the instance but names it. */
    Operation brief(InstanceState.Living state, dev.holdfast.core.instance.Operation operation) {
        return of(state, operation, () -> instances.name(state));
    }

    private Operation of(
            InstanceState.Living state,
            dev.holdfast.core.instance.Operation operation,
            Supplier<dev.holdfast.v1.Instance> response) {
        InstanceName name = state.life().name();
        OperationMetadata.Builder metadata = OperationMetadata.newBuilder()
                .setVerb(operation.verb().word())
                .setTarget(names.of(name))
                .setPhase(operation.running() ? state.label() : "DONE")
                .setStartTime(ProtoTimes.of(operation.startedAt()))
                .setRequestId(operation.requestId().map(RequestId::value).orElse(""));
        Operation.Builder built =
                Operation.newBuilder().setName(names.operation(name, OperationIds.of(name, operation)));
        operation.result().ifPresent(result -> {
            metadata.setEndTime(ProtoTimes.of(result.at()));
            built.setDone(true);
            switch (result) {
                case dev.holdfast.core.instance.Operation.Result.Succeeded _ ->
                    built.setResponse(
                            operation.verb() == Verb.DELETE
                                    ? Any.pack(Empty.getDefaultInstance())
                                    : Any.pack(response.get()));
                case dev.holdfast.core.instance.Operation.Result.Failed(var _, ErrorCode code, String message) ->
                    built.setError(StatusMapping.statusOf(code, message, names.of(name)));
            }
        });
        return built.setMetadata(Any.pack(metadata.build())).build();
    }

    private static InstanceState.Living living(InstanceState state, String resource) {
        return switch (state) {
            case InstanceState.Living living -> living;
            case InstanceState.Absent _ ->
                throw new Refusal(ErrorCode.NOT_FOUND, "there is no instance " + resource, resource);
        };
    }
}
