package dev.holdfast.node.instance;

import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.v1.DiffInstanceRequest;
import dev.holdfast.v1.DiffInstanceResponse;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceVersion;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** How an instance was, and what changed. */
final class InstanceVersions {
    private final ResourceCalls calls;
    private final InstanceMapping mapping;

    InstanceVersions(ResourceCalls calls, InstanceMapping mapping) {
        this.calls = calls;
        this.mapping = mapping;
    }

    /** @param field that names the version, for refusals */
    CompletionStage<Instance> asOf(InstanceName name, String resource, InstanceVersion version, String field) {
        return switch (version.getPointCase()) {
            case ETAG -> {
                long sequence = sequence(version.getEtag(), field + ".etag");
                yield upTo(name, resource, sequence).thenApply(instance -> {
                    if (!instance.getEtag().equals(version.getEtag())) {
                        throw StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(
                                field + ".etag", "is newer than the instance, whose etag is " + instance.getEtag())));
                    }
                    return instance;
                });
            }
            case TIME ->
                replayed(
                        name,
                        resource,
                        Long.MAX_VALUE,
                        Instant.ofEpochSecond(
                                version.getTime().getSeconds(),
                                version.getTime().getNanos()));
            case POINT_NOT_SET ->
                throw StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(field, "needs an etag or a time")));
        };
    }

    CompletionStage<DiffInstanceResponse> diff(InstanceName name, DiffInstanceRequest request) {
        String resource = request.getName();
        CompletionStage<Instance> newer = request.hasTo()
                ? asOf(name, resource, request.getTo(), "to")
                : calls.read(name.toString(), resource, false, InstanceState.class)
                        .thenApply(state -> shown(state, name, resource));
        return newer.thenCompose(to -> (request.hasFrom()
                        ? asOf(name, resource, request.getFrom(), "from")
                        : upTo(name, resource, sequence(to.getEtag(), "to.etag") - 1))
                .thenApply(from -> DiffInstanceResponse.newBuilder()
                        .setFromEtag(from.getEtag())
                        .setToEtag(to.getEtag())
                        .addAllChanges(FieldChanges.between(from, to))
                        .build()));
    }

    private CompletionStage<Instance> upTo(InstanceName name, String resource, long sequence) {
        return replayed(name, resource, sequence, Instant.MAX);
    }

    private CompletionStage<Instance> replayed(InstanceName name, String resource, long sequence, Instant until) {
        return calls.replay(name.toString(), resource, sequence, until, InstanceState.class)
                .thenApply(state -> shown(state, name, resource));
    }

    /** One that was deleted then is shown as such: it is its history that is asked for. */
    private Instance shown(InstanceState state, InstanceName name, String resource) {
        return switch (state) {
            case InstanceState.Living living -> mapping.instance(living);
            case InstanceState.Absent _ ->
                throw new Refusal(ErrorCode.NOT_FOUND, "there is no instance " + name, resource);
        };
    }

    private static long sequence(String etag, String field) {
        try {
            return Long.parseLong(etag, Character.MAX_RADIX);
        } catch (NumberFormatException none) {
            throw StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(field, "is none of ours")));
        }
    }
}
