package dev.holdfast.node.edge;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.core.shared.ErrorCode;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place where a refusal becomes a gRPC status. Every status carries an ErrorInfo with our code; others are
 * added where they help: what field is wrong, what resource it is about, when to try again.
 */
public final class StatusMapping {
    /** Whose codes an ErrorInfo names. */
    public static final String DOMAIN = "holdfast.dev";

    private static final Duration RETRY_AFTER = Duration.ofMillis(200);
    private static final Duration RETRY_AFTER_CAPACITY = Duration.ofSeconds(1);

    /**
     * A status travels in the headers that end a call, of which a client takes 8 KiB; what is longer breaks the call.
     */
    private static final int FAULTS_AT_MOST = 12;

    private static final int FIELD_AT_MOST = 120;
    private static final int RULE_AT_MOST = 200;
    private static final int MESSAGE_AT_MOST = 1_000;

    /** A field and the rule that it breaks; what is too long to be told is cut. */
    public record FieldFault(String field, String rule) {
        public FieldFault {
            field = cut(field, FIELD_AT_MOST);
            rule = cut(rule, RULE_AT_MOST);
        }
    }

    private StatusMapping() {}

    /** @param resource the full name of what the refusal is about; empty if about nothing in particular */
    public static StatusRuntimeException of(ErrorCode code, String message, String resource) {
        return StatusProto.toStatusRuntimeException(status(code, message, resource, List.of(), Optional.empty()));
    }

    /**
     * As above, for a request that has no request id: to send it again could do it twice when nobody knows the outcome.
     */
    public static StatusRuntimeException ofUnnamed(ErrorCode code, String message, String resource) {
        return StatusProto.toStatusRuntimeException(
                status(code, message, resource, List.of(), code.definite() ? Optional.empty() : Optional.of(false)));
    }

    /** Of a caller who is too fast, with the moment at which it is not. */
    static StatusRuntimeException ofRate(String message, Duration pause) {
        return StatusProto.toStatusRuntimeException(
                status(ErrorCode.RATE_LIMITED, message, "", List.of(), Optional.empty(), Optional.of(pause)));
    }

    public static StatusRuntimeException ofFields(List<FieldFault> faults) {
        FieldFault first = faults.getFirst();
        String more = faults.size() > 1 ? " (and " + (faults.size() - 1) + " more)" : "";
        return StatusProto.toStatusRuntimeException(status(
                ErrorCode.INVALID_ARGUMENT, first.field() + ": " + first.rule() + more, "", faults, Optional.empty()));
    }

    /** The google.rpc.Status of a refusal, as an operation's error holds it. */
    public static Status statusOf(ErrorCode code, String message, String resource) {
        return status(code, message, resource, List.of(), Optional.empty());
    }

    private static Status status(
            ErrorCode code, String message, String resource, List<FieldFault> faults, Optional<Boolean> retrySafe) {
        return status(code, message, resource, faults, retrySafe, retryAfter(code));
    }

    private static Status status(
            ErrorCode code,
            String message,
            String resource,
            List<FieldFault> faults,
            Optional<Boolean> retrySafe,
            Optional<Duration> retryAfter) {
        boolean safe = retrySafe.orElse(code.retrySafe());
        Status.Builder status = Status.newBuilder()
                .setCode(grpcCode(code).getNumber())
                .setMessage(cut(message, MESSAGE_AT_MOST))
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(code.name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(Map.of(
                                "number", Integer.toString(code.number()),
                                "category", code.category().name(),
                                "definite", Boolean.toString(code.definite()),
                                "retry_safe", Boolean.toString(safe),
                                "what_to_try", code.whatToTry()))
                        .build()));
        if (!faults.isEmpty()) {
            BadRequest.Builder bad = BadRequest.newBuilder();
            faults.stream()
                    .limit(FAULTS_AT_MOST)
                    .forEach(fault -> bad.addFieldViolationsBuilder()
                            .setField(fault.field())
                            .setDescription(fault.rule()));
            status.addDetails(Any.pack(bad.build()));
        }
        if (!resource.isEmpty()) {
            status.addDetails(
                    Any.pack(ResourceInfo.newBuilder().setResourceName(resource).build()));
        }
        if (safe && code.retrySafe()) {
            retryAfter.ifPresent(after -> status.addDetails(Any.pack(
                    RetryInfo.newBuilder().setRetryDelay(ProtoTimes.of(after)).build())));
        }
        return status.build();
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
    }

    private static Optional<Duration> retryAfter(ErrorCode code) {
        return switch (code.category()) {
            case UNAVAILABLE -> Optional.of(RETRY_AFTER);
            case CAPACITY -> Optional.of(RETRY_AFTER_CAPACITY);
            case CALLER, CONFLICT, INTERNAL -> Optional.empty();
        };
    }

    /** The gRPC code for each of ours. */
    public static Code grpcCode(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, REQUEST_ID_REUSED -> Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Code.NOT_FOUND;
            case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
            case ILLEGAL_VERB -> Code.FAILED_PRECONDITION;
            case BUSY, STALE_ETAG, CANCELLED, STALE_EPOCH -> Code.ABORTED;
            case TOO_MANY_REQUESTS_REMEMBERED,
                    NO_CAPACITY,
                    OVERLOADED,
                    RATE_LIMITED,
                    HOST_FULL,
                    HOST_CORDONED,
                    HOST_SILENT,
                    WATCH_TOO_SLOW -> Code.RESOURCE_EXHAUSTED;
            case WATCH_TOO_OLD -> Code.OUT_OF_RANGE;
            case UNAVAILABLE, OUTCOME_UNKNOWN, REGION_UNAVAILABLE -> Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Code.DEADLINE_EXCEEDED;
            case CREATE_FAILED, START_FAILED, STOP_FAILED -> Code.ABORTED;
            case NOT_HELD, ORDER_TOO_OLD -> Code.FAILED_PRECONDITION;
            case INTERNAL -> Code.INTERNAL;
            case QUARANTINED -> Code.DATA_LOSS;
        };
    }
}
