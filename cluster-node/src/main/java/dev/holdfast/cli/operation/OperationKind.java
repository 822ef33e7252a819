package dev.holdfast.cli.operation;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Quantity;
import dev.holdfast.cli.Refusal;
import dev.holdfast.v1.OperationMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** How operations are shown. */
public final class OperationKind {
    private OperationKind() {}

    /** Where the operation is the thing: its short id is its own. */
    public static Kind<Operation> itself(Instant now) {
        return kind(operation -> Names.shortId(operation.getName()), now);
    }

    /** Where it stands for the instance that it changes: the short id is the instance's. */
    public static Kind<Operation> standingForItsInstance(Instant now) {
        return kind(OperationKind::instance, now);
    }

    /** What the operation says of itself; empty if it says nothing that this client knows. */
    public static OperationMetadata metadata(Operation operation) {
        if (!operation.getMetadata().is(OperationMetadata.class)) {
            return OperationMetadata.getDefaultInstance();
        }
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (InvalidProtocolBufferException garbled) {
            return OperationMetadata.getDefaultInstance();
        }
    }

    /** The verb and its object, as in {@code create instance web-1}. */
    public static String what(Operation operation) {
        String verb = metadata(operation).getVerb();
        return (verb.isEmpty() ? "operation on" : verb) + " instance " + instance(operation);
    }

    static String phase(Operation operation) {
        if (operation.getDone()) {
            return operation.hasError() ? "FAILED" : "DONE";
        }
        String phase = metadata(operation).getPhase();
        return phase.isEmpty() ? "RUNNING" : phase;
    }

    private static Kind<Operation> kind(Function<Operation, String> id, Instant now) {
        return Kind.ofMessages(
                "operations",
                id,
                List.of(
                        Column.always("OPERATION", operation -> Names.shortId(operation.getName())),
                        Column.always("VERB", operation -> metadata(operation).getVerb()),
                        Column.always("INSTANCE", OperationKind::instance),
                        Column.always("PHASE", OperationKind::phase),
                        Column.wide("AGE", operation -> age(operation, now)),
                        Column.wide("TOOK", OperationKind::took),
                        Column.wide(
                                "REQUEST-ID", operation -> metadata(operation).getRequestId()),
                        Column.ifAny("ERROR", OperationKind::error)));
    }

    static String instance(Operation operation) {
        String target = metadata(operation).getTarget();
        if (!target.isEmpty()) {
            return Names.shortId(target);
        }
        String id = Names.shortId(operation.getName());
        int dot = id.lastIndexOf('.');
        return dot < 0 ? id : id.substring(0, dot);
    }

    private static String age(Operation operation, Instant now) {
        OperationMetadata metadata = metadata(operation);
        return metadata.hasStartTime() ? Quantity.age(Duration.between(instant(metadata.getStartTime()), now)) : "";
    }

    private static String took(Operation operation) {
        OperationMetadata metadata = metadata(operation);
        return metadata.hasStartTime() && metadata.hasEndTime()
                ? Timestamps.between(metadata.getStartTime(), metadata.getEndTime())
                                .getSeconds() + "s"
                : "";
    }

    private static String error(Operation operation) {
        if (!operation.hasError()) {
            return "";
        }
        Refusal refusal = Refusal.of(operation.getError());
        return refusal.sentence() + " (" + refusal.reason() + ")";
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
