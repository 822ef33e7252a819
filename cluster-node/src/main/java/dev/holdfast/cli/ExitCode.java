package dev.holdfast.cli;

import dev.holdfast.core.shared.ErrorCode;
import io.grpc.Status;

/** What the shell learns from a command. The numbers are stable for ever. */
public enum ExitCode {
    OK(0, "It was done."),
    FAILED(1, "It failed on the server's side, or in an unforeseen way."),
    USAGE(2, "The command or one of its values is wrong."),
    NOT_FOUND(3, "There is nothing of that name."),
    CONFLICT(4, "Something else came first, or the resource's state does not allow it."),
    UNAVAILABLE(5, "Nobody could answer; send again under the same request id."),
    TIMED_OUT(6, "It was not done in time; it may still happen."),
    NO_CAPACITY(7, "No host can take it.");

    private final int number;
    private final String sentence;

    ExitCode(int number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    public int number() {
        return number;
    }

    public String sentence() {
        return sentence;
    }

    /** Of several outcomes in one command, the one with the highest number stands for all. */
    public ExitCode worse(ExitCode other) {
        return number >= other.number ? this : other;
    }

    /** For a refusal that carries one of our codes. */
    public static ExitCode of(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, REQUEST_ID_REUSED, WATCH_TOO_OLD -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS, ILLEGAL_VERB, BUSY, STALE_ETAG, CANCELLED, STALE_EPOCH, NOT_HELD, ORDER_TOO_OLD ->
                CONFLICT;
            case NO_CAPACITY, HOST_FULL, HOST_CORDONED, HOST_SILENT -> NO_CAPACITY;
            case TOO_MANY_REQUESTS_REMEMBERED,
                    OVERLOADED,
                    RATE_LIMITED,
                    WATCH_TOO_SLOW,
                    UNAVAILABLE,
                    OUTCOME_UNKNOWN,
                    REGION_UNAVAILABLE -> UNAVAILABLE;
            case DEADLINE_EXCEEDED -> TIMED_OUT;
            case CREATE_FAILED, START_FAILED, STOP_FAILED, INTERNAL, QUARANTINED -> FAILED;
        };
    }

    /** For a refusal without one of our codes: from the transport, a proxy, or a newer server. */
    public static ExitCode of(Status.Code code) {
        return switch (code) {
            case OK -> OK;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> CONFLICT;
            case UNAVAILABLE -> UNAVAILABLE;
            case DEADLINE_EXCEEDED -> TIMED_OUT;
            case CANCELLED,
                    UNKNOWN,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS,
                    UNAUTHENTICATED -> FAILED;
        };
    }
}
