package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.ErrorCode.Category;
import dev.holdfast.core.testing.GeneratedDocs;
import dev.holdfast.node.edge.StatusMapping.FieldFault;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every code on its way to a caller, and the page of codes. The page pins numbers, names and what follows from them:
 * they are stable for ever, so a change of a row that is there is a mistake.
 */
class StatusMappingTest {
    private static final String RESOURCE = "projects/p/regions/local/instances/i";

    /** After these it helps to send the same again later, and only time need pass for it. */
    private static final Set<ErrorCode> HELPED_BY_TIME = EnumSet.of(
            ErrorCode.TOO_MANY_REQUESTS_REMEMBERED,
            ErrorCode.NO_CAPACITY,
            ErrorCode.OVERLOADED,
            ErrorCode.WATCH_TOO_SLOW,
            ErrorCode.HOST_FULL,
            ErrorCode.HOST_CORDONED,
            ErrorCode.HOST_SILENT,
            ErrorCode.RATE_LIMITED,
            ErrorCode.UNAVAILABLE,
            ErrorCode.REGION_UNAVAILABLE,
            ErrorCode.OUTCOME_UNKNOWN,
            ErrorCode.DEADLINE_EXCEEDED);

    /** For these nobody knows what happened. */
    private static final Set<ErrorCode> INDEFINITE =
            EnumSet.of(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.INTERNAL);

    @Test
    void numbersAreUniqueAndGrowInTheOrderOfTheCodes() {
        List<Integer> numbers =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::number).toList();
        assertThat(numbers).doesNotHaveDuplicates().isSorted();
    }

    @ParameterizedTest
    @EnumSource
    void theHundredsOfANumberSayWhatItIsAbout(ErrorCode code) {
        Set<Category> allowed = switch (code.number() / 100) {
            case 1 -> EnumSet.of(Category.CALLER, Category.CONFLICT, Category.CAPACITY);
            case 2 -> EnumSet.of(Category.CAPACITY);
            case 3 -> EnumSet.of(Category.UNAVAILABLE);
            case 4 -> EnumSet.of(Category.INTERNAL);
            case 5 -> EnumSet.of(Category.CONFLICT);
            default -> EnumSet.noneOf(Category.class);
        };
        assertThat(allowed).as("%s is %d", code, code.number()).contains(code.category());
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsSaidInASentenceAndSaysWhatToTry(ErrorCode code) {
        assertThat(code.sentence()).matches("[A-Z].*\\.");
        assertThat(code.whatToTry()).matches("[A-Z].*\\.");
    }

    @Test
    void onlyWhatMayHaveHappenedIsIndefinite() {
        assertThat(ErrorCode.values())
                .filteredOn(code -> !code.definite())
                .containsExactlyInAnyOrderElementsOf(INDEFINITE);
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusCarriesTheCodeAndWhatFollowsFromIt(ErrorCode code) {
        StatusRuntimeException refusal = StatusMapping.of(code, "why", "");
        assertThat(refusal.getStatus().getCode().value())
                .isEqualTo(StatusMapping.grpcCode(code).getNumber());
        assertThat(refusal.getStatus().getDescription()).isEqualTo("why");
        ErrorInfo info = detail(refusal, ErrorInfo.class).orElseThrow();
        assertThat(info.getReason()).isEqualTo(code.name());
        assertThat(info.getDomain()).isEqualTo("holdfast.dev");
        assertThat(info.getMetadataMap())
                .containsEntry("number", Integer.toString(code.number()))
                .containsEntry("category", code.category().name())
                .containsEntry("definite", Boolean.toString(code.definite()))
                .containsEntry("retry_safe", Boolean.toString(code.retrySafe()))
                .containsEntry("what_to_try", code.whatToTry());
        assertThat(detail(refusal, ResourceInfo.class)).isEmpty();
        assertThat(detail(refusal, BadRequest.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDelayIsGivenExactlyWhereTimeHelps(ErrorCode code) {
        Optional<RetryInfo> retry = detail(StatusMapping.of(code, "why", ""), RetryInfo.class);
        assertThat(retry.isPresent()).as(code.name()).isEqualTo(HELPED_BY_TIME.contains(code));
        retry.ifPresent(info -> assertThat(ProtoTimes.of(info.getRetryDelay()))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @EnumSource
    void withoutARequestIdWhatMayHaveHappenedMustNotBeSentAgain(ErrorCode code) {
        StatusRuntimeException refusal = StatusMapping.ofUnnamed(code, "why", RESOURCE);
        boolean safe = code.retrySafe() && !INDEFINITE.contains(code);
        assertThat(detail(refusal, ErrorInfo.class).orElseThrow().getMetadataMap())
                .containsEntry("definite", Boolean.toString(code.definite()))
                .containsEntry("retry_safe", Boolean.toString(safe));
        assertThat(detail(refusal, RetryInfo.class).isPresent()).isEqualTo(safe && HELPED_BY_TIME.contains(code));
        assertThat(refusal.getStatus().getCode())
                .isEqualTo(StatusMapping.of(code, "why", RESOURCE).getStatus().getCode());
    }

    @Test
    void theResourceIsNamedWhenThereIsOne() {
        assertThat(detail(StatusMapping.of(ErrorCode.BUSY, "why", RESOURCE), ResourceInfo.class)
                        .map(ResourceInfo::getResourceName))
                .contains(RESOURCE);
    }

    @Test
    void everyFieldThatIsWrongIsListedAndTheFirstIsInTheSentence() {
        StatusRuntimeException refusal = StatusMapping.ofFields(
                List.of(new FieldFault("instance_id", "is too long"), new FieldFault("instance.size", "is missing")));
        assertThat(refusal.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).isEqualTo("instance_id: is too long (and 1 more)");
        assertThat(detail(refusal, BadRequest.class).orElseThrow().getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField, BadRequest.FieldViolation::getDescription)
                .containsExactly(tuple("instance_id", "is too long"), tuple("instance.size", "is missing"));
        assertThat(detail(refusal, ErrorInfo.class).orElseThrow().getReason()).isEqualTo("INVALID_ARGUMENT");
        assertThat(StatusMapping.ofFields(List.of(new FieldFault("name", "is none")))
                        .getStatus()
                        .getDescription())
                .isEqualTo("name: is none");
    }

    @ParameterizedTest
    @EnumSource
    void anOperationHoldsTheSameStatusThatACallerIsTold(ErrorCode code) {
        Status held = StatusMapping.statusOf(code, "why", RESOURCE);
        assertThat(StatusProto.fromThrowable(StatusMapping.of(code, "why", RESOURCE)))
                .isEqualTo(held);
        assertThat(held.getCode()).isNotEqualTo(Code.OK_VALUE).isNotEqualTo(Code.UNKNOWN_VALUE);
    }

    @Test
    void thePageOfCodesSaysWhatTheCodeDoes() {
        String printed = print();
        assertThat(GeneratedDocs.committed("errors.md", printed))
                .as("docs/generated/errors.md; a new code is written with -Dholdfast.docs=write")
                .isEqualTo(printed);
    }

    private static String print() {
        StringBuilder page = new StringBuilder();
        page.append("# Error codes\n\n")
                .append("Printed from `ErrorCode`, `StatusMapping` and `ExitCode` by StatusMappingTest; do not edit.")
                .append(" Numbers and names are\nstable for ever. *Definite*: it is certain that nothing happened.")
                .append(" *Retry safe*: to send the same again, under the same\nrequest id, can help and cannot")
                .append(" harm; without a request id it is not safe where the outcome is not definite. *Exit*:")
                .append("\nwhat the command line ends with.\n\n")
                .append("1xx: the request. 2xx: room. 3xx: nobody could answer. 4xx: Holdfast or a host failed.")
                .append(" 5xx: between instances and\nhosts.\n\n")
                .append("| number | name | category | definite | retry safe | gRPC status | exit | what it says |")
                .append(" what to try |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (ErrorCode code : ErrorCode.values()) {
            page.append("| ")
                    .append(String.join(
                            " | ",
                            Integer.toString(code.number()),
                            "`" + code.name() + "`",
                            code.category().name(),
                            code.definite() ? "yes" : "no",
                            code.retrySafe() ? "yes" : "no",
                            StatusMapping.grpcCode(code).name(),
                            ExitCode.of(code).number() + " " + ExitCode.of(code).name(),
                            code.sentence(),
                            code.whatToTry()))
                    .append(" |\n");
        }
        page.append("\nExit codes of the command line:\n\n| exit | name | what it means |\n| --- | --- | --- |\n");
        for (ExitCode exit : ExitCode.values()) {
            page.append("| ")
                    .append(String.join(" | ", Integer.toString(exit.number()), exit.name(), exit.sentence()))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static <T extends Message> Optional<T> detail(StatusRuntimeException refusal, Class<T> type) {
        Status status = Optional.ofNullable(StatusProto.fromThrowable(refusal)).orElseThrow();
        List<T> found = status.getDetailsList().stream()
                .filter(detail -> detail.is(type))
                .map(detail -> unpack(detail, type))
                .toList();
        assertThat(found).hasSizeLessThanOrEqualTo(1);
        return found.stream().findFirst();
    }

    private static <T extends Message> T unpack(Any detail, Class<T> type) {
        try {
            return detail.unpack(type);
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
    }
}
