package dev.holdfast.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.holdfast.core.shared.ErrorCode;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server's, or the transport's, no: read once from the status and its details.
 *
 * @param status the transport's word
 * @param code ours, if the server is Holdfast and this client knows the code
 * @param reason the code's name as the server gave it, else the transport's
 * @param sentence what happened
 * @param whatToTry empty when nobody said
 * @param definite whether it certainly did not happen
 * @param retrySafe whether the same request, under the same request id, may be sent again
 * @param retryDelay how long the server asks to wait before that
 * @param unreached whether no connection came about, so that nothing was sent
 */
public record Refusal(
        Status.Code status,
        Optional<ErrorCode> code,
        String reason,
        String sentence,
        String whatToTry,
        boolean definite,
        boolean retrySafe,
        Optional<Duration> retryDelay,
        boolean unreached) {
    private static final String DOMAIN = "holdfast.dev";
    private static final Pattern AND_MORE = Pattern.compile(" \\(and [0-9]+ more\\)$");

    /** From a call's exception. */
    public static Refusal of(Throwable failure) {
        Status status = ofTheConnection(Status.fromThrowable(failure));
        com.google.rpc.Status details = StatusProto.fromThrowable(failure);
        Optional<ErrorInfo> info = details == null
                ? Optional.empty()
                : detail(details, ErrorInfo.class).filter(Refusal::isOurs);
        if (details != null && info.isPresent()) {
            return of(details);
        }
        boolean unreached = status.getCode() == Status.Code.UNAVAILABLE && neverConnected(status);
        String sentence = Optional.ofNullable(status.getDescription()).orElse("no description was given")
                + Optional.ofNullable(status.getCause())
                        .map(Throwable::getMessage)
                        .map(message -> ": " + message)
                        .orElse("");
        return new Refusal(
                status.getCode(),
                Optional.empty(),
                status.getCode().name(),
                sentence,
                "",
                unreached,
                status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.DEADLINE_EXCEEDED,
                Optional.empty(),
                unreached);
    }

    /** From an operation's error, or a status with details. */
    public static Refusal of(com.google.rpc.Status details) {
        Status.Code status = Status.fromCodeValue(details.getCode()).getCode();
        Optional<ErrorInfo> info = detail(details, ErrorInfo.class).filter(Refusal::isOurs);
        Optional<ErrorCode> code = info.flatMap(given -> Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(given.getReason()))
                .findFirst());
        return new Refusal(
                status,
                code,
                info.map(ErrorInfo::getReason).orElse(status.name()),
                sentence(details, code),
                info.map(given -> given.getMetadataOrDefault("what_to_try", ""))
                        .filter(given -> !given.isBlank())
                        .or(() -> code.map(ErrorCode::whatToTry))
                        .orElse(""),
                flag(info, "definite").or(() -> code.map(ErrorCode::definite)).orElse(false),
                flag(info, "retry_safe")
                        .or(() -> code.map(ErrorCode::retrySafe))
                        .orElse(false),
                detail(details, RetryInfo.class)
                        .filter(RetryInfo::hasRetryDelay)
                        .map(given -> Duration.ofSeconds(
                                given.getRetryDelay().getSeconds(),
                                given.getRetryDelay().getNanos())),
                false);
    }

    public ExitCode exitCode() {
        return code.map(ExitCode::of).orElseGet(() -> ExitCode.of(status));
    }

    /** Whether to send the same again may help within seconds. */
    public boolean passing() {
        return retrySafe && (exitCode() == ExitCode.UNAVAILABLE || exitCode() == ExitCode.TIMED_OUT);
    }

    /** Whether somebody answered who does not speak gRPC at all. */
    boolean foreign() {
        return code.isEmpty() && sentence.contains("First received frame was not SETTINGS");
    }

    /** Whether there is no host of the name that was given. */
    boolean unknownHost() {
        return code.isEmpty() && sentence.contains("Unable to resolve host");
    }

    /** @param what the verb and its object, as in {@code create instance web-1} */
    public CommandFailure failure(String what) {
        String advice = whatToTry.isBlank() ? "" : ": " + OneLine.clause(whatToTry);
        return new CommandFailure(exitCode(), what + ": " + OneLine.clause(sentence) + " (" + reason + ")" + advice);
    }

    private static String sentence(com.google.rpc.Status details, Optional<ErrorCode> code) {
        String given = details.getMessage().isBlank()
                ? code.map(ErrorCode::sentence).orElse("no description was given")
                : details.getMessage();
        List<BadRequest.FieldViolation> violations = detail(details, BadRequest.class)
                .map(BadRequest::getFieldViolationsList)
                .orElse(List.of());
        // All are told here.
        String message = violations.isEmpty() ? given : AND_MORE.matcher(given).replaceFirst("");
        String fields = violations.stream()
                .filter(violation -> !message.contains(violation.getField()))
                .map(violation -> violation.getField() + ": " + OneLine.clause(violation.getDescription()))
                .collect(Collectors.joining("; "));
        return fields.isEmpty()
                ? message
                : OneLine.clause(message) + (message.length() < given.length() ? "; " : ": ") + fields;
    }

    private static boolean isOurs(ErrorInfo info) {
        return info.getDomain().equals(DOMAIN);
    }

    private static Optional<Boolean> flag(Optional<ErrorInfo> info, String key) {
        return info.filter(given -> given.containsMetadata(key))
                .map(given -> Boolean.parseBoolean(given.getMetadataOrThrow(key)));
    }

    private static <M extends Message> Optional<M> detail(com.google.rpc.Status status, Class<M> type) {
        for (Any detail : status.getDetailsList()) {
            if (detail.is(type)) {
                try {
                    return Optional.of(detail.unpack(type));
                } catch (InvalidProtocolBufferException garbled) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Who writes to a connection that has just broken is told UNKNOWN by the transport and not UNAVAILABLE: the same
     * crash, met a moment later.
     */
    private static Status ofTheConnection(Status status) {
        boolean broke =
                status.getCode() == Status.Code.UNKNOWN && causes(status).anyMatch(IOException.class::isInstance);
        return broke
                ? Status.UNAVAILABLE.withDescription(status.getDescription()).withCause(status.getCause())
                : status;
    }

    private static boolean neverConnected(Status status) {
        String description = String.valueOf(status.getDescription());
        if (description.contains("Unable to resolve host") || description.contains("First received frame")) {
            return true;
        }
        return causes(status)
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof NoRouteToHostException
                        || cause instanceof UnresolvedAddressException);
    }

    private static Stream<Throwable> causes(Status status) {
        return Stream.iterate(status.getCause(), cause -> cause != null, Throwable::getCause);
    }
}
