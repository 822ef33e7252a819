package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.InstanceState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whatWasFoundIsZero() {
        node.withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING);

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "get", "web-1");

        assertThat(seen.exit()).isZero();
        assertThat(seen.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT,    INVALID_ARGUMENT,    2",
        "REQUEST_ID_REUSED,   INVALID_ARGUMENT,    2",
        "NOT_FOUND,           NOT_FOUND,           3",
        "ALREADY_EXISTS,      ALREADY_EXISTS,      4",
        "ILLEGAL_VERB,        FAILED_PRECONDITION, 4",
        "BUSY,                ABORTED,             4",
        "STALE_ETAG,          ABORTED,             4",
        "NO_CAPACITY,         RESOURCE_EXHAUSTED,  7",
        "INTERNAL,            INTERNAL,            1",
        "QUARANTINED,         INTERNAL,            1"
    })
    void aRefusalHasItsCodesNumberAndOneLine(ErrorCode code, Status.Code status, int exit) {
        node.refusal = _ -> Optional.of(FakeNode.refuse(code, status, "it said\nno."));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "create", "web-1");

        assertThat(seen.exit()).isEqualTo(exit);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines().getFirst())
                .startsWith("holdfast: create instance web-1: it said no (" + code.name() + "): "
                        + OneLine.clause(code.whatToTry()));
    }

    @Test
    void nothingListeningIsFiveAndSaysHowToStartOne() throws IOException {
        int port;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = once.getLocalPort();
        }

        CommandRun.Seen seen = new CommandRun().run("instance", "list", "--address", "127.0.0.1:" + port);

        assertThat(seen.exit()).isEqualTo(5);
        assertThat(seen.errLines())
                .containsExactly("holdfast: nothing answers at 127.0.0.1:" + port
                        + " (UNAVAILABLE): start one with `./holdfast dev`, or name another with --address");
    }

    @Test
    void unavailableUntilTimeIsUpIsFive() {
        node.refusal = _ ->
                Optional.of(FakeNode.refuse(ErrorCode.UNAVAILABLE, Status.Code.UNAVAILABLE, "nobody owns the shard"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "get", "web-1", "--timeout", "500ms");

        assertThat(seen.exit()).isEqualTo(5);
        assertThat(seen.errLines().getLast())
                .contains("get instance web-1: nobody owns the shard (UNAVAILABLE)")
                .contains("then time was up");
    }

    @Test
    void whoAnswersWithoutSpeakingGrpcIsFiveAndSaysWhichPortIsMeant() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().start(() -> {
                try (Socket caller = web.accept()) {
                    caller.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    caller.getOutputStream().flush();
                    var _ = caller.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    // The caller has seen enough.
                }
            });

            CommandRun.Seen seen =
                    new CommandRun().run("instance", "list", "--address", "127.0.0.1:" + web.getLocalPort());

            assertThat(seen.exit()).isEqualTo(5);
            assertThat(seen.errLines())
                    .containsExactly("holdfast: what answers at 127.0.0.1:" + web.getLocalPort()
                            + " does not speak gRPC (UNAVAILABLE): give a node's gRPC port with --address;"
                            + " `./holdfast dev` prints it as grpc=");
            assertThat(answering.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aNameThatNoHostHasIsFiveAndSaysWhereItCameFrom() {
        CommandRun.Seen seen = new CommandRun().run("instance", "list", "--address", "nohost.invalid:7400");

        assertThat(seen.exit()).isEqualTo(5);
        assertThat(seen.errLines())
                .containsExactly("holdfast: no host is known by the name in nohost.invalid:7400 (UNAVAILABLE): correct"
                        + " it, from --address");
    }

    @Test
    void severalWrongFieldsAreEachToldOnce() {
        node.refusal = _ -> Optional.of(StatusProto.toStatusRuntimeException(FakeNode.details(
                        ErrorCode.INVALID_ARGUMENT,
                        Status.Code.INVALID_ARGUMENT,
                        "instance.size: has at least 1 core (and 1 more)")
                .addDetails(Any.pack(BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField("instance.size")
                                .setDescription("has at least 1 core"))
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField("instance.image")
                                .setDescription("must not be empty"))
                        .build()))
                .build()));

        assertThat(CommandRun.against(node).run("instance", "create", "web-1").errLines())
                .containsExactly("holdfast: create instance web-1: instance.size: has at least 1 core; instance.image:"
                        + " must not be empty (INVALID_ARGUMENT): Correct the field that is named and send again");
    }

    @Test
    void aPortThatIsTakenIsOneLineAndOpensNothing(@TempDir Path folder) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            CommandRun.Seen seen =
                    new CommandRun().run("dev", "--data", folder.toString(), "--grpc-port", "0", "--http-port", port);

            assertThat(seen.exit()).isEqualTo(1);
            assertThat(seen.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("holdfast: cannot listen on 127.0.0.1:" + port)
                    .endsWith("use that one, or choose another port with --http-port");
            assertThat(folder.resolve("log")).doesNotExist();
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsSix() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun.Seen seen = new CommandRun()
                    .run("instance", "list", "--timeout", "300ms", "--address", "127.0.0.1:" + silent.getLocalPort());

            assertThat(seen.exit()).isEqualTo(6);
            assertThat(seen.errLines().getLast()).contains("(DEADLINE_EXCEEDED)");
        }
    }

    @Test
    void aRefusalFromElsewhereIsReadByItsStatus() {
        node.refusal = _ -> Optional.of(
                new StatusRuntimeException(Status.PERMISSION_DENIED.withDescription("the proxy does not let you")));

        CommandRun.Seen seen = CommandRun.against(node).run("host", "list");

        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.errLines())
                .containsExactly(
                        "holdfast: list hosts of regions/local: the proxy does not let you (PERMISSION_DENIED)");
    }

    @ParameterizedTest
    @CsvSource({
        "instance get,                              missing NAME (see",
        "instance get Web,                          instance name 'Web' is not allowed",
        "instance get a/b,                          is not a resource name of the form",
        "instance create,                           'missing NAME, or --prefix and --count'",
        "instance create web --count 3,             'give either NAME, or --prefix and --count, such as --prefix web --count 3'",
        "instance create --prefix web,              --prefix and --count go together",
        "instance create --prefix web --count 0,    --count must be 1 to 100000",
        "instance create web --memory 4,            'a whole number with MiB, GiB or TiB'",
        "instance create web --disk 512MiB,         is not a whole number of GiB",
        "instance create web --cores many,          --cores",
        "instance create web --wait --async,        mutually exclusive",
        "instance create web --timeout soon,        is not a time",
        "instance create web --user-data-file /no,  --user-data-file /no",
        "instance list --adress x,                  unknown option",
        "instance,                                  needs to know what to do",
        "operation get web-1,                       operation id 'web-1' is not one",
        "host register h,                           missing required options",
        "instance list extra,                       'extra is one argument too many'",
        "instance ls,                               did you mean list?",
        "instance lst,                              did you mean list?",
        "instance remove web,                       remove is no command of instance; did you mean delete?",
        "Instance list,                             did you mean instance? (see holdfast --help)",
        "instnace list,                             did you mean instance? (see holdfast --help)",
        "instance list -o yml,                      did you mean yaml?",
        "instance list -o xml,                      '--output xml is none of table, wide, json, yaml, name (see'",
        "dev --port 7500,                           did you mean --grpc-port or --http-port?",
        "dev --http-port 99999,                     '--http-port must be from 0 to 65535, not 99999'",
        "operation wait web-1,                      `holdfast operation list` shows them",
        "instance update web --label tier,          value for option --label (KEY=VALUE) should be",
        "nonsense,                                  nonsense is no command (see holdfast --help)"
    })
    void aWrongCommandIsTwoAndOneLine(String command, String said) {
        CommandRun.Seen seen = CommandRun.against(node).run(command.split(" "));

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .startsWith("holdfast: ")
                .satisfies(line -> assertThat(line.replace("'", "")).contains(said.replace("'", "")));
        assertThat(node.asked).isEmpty();
    }

    @Test
    void aRequestIdThatIsTooLongWithItsNumberIsRefusedBeforeAnythingIsSent() {
        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "--prefix", "web", "--count", "10", "--request-id", "x".repeat(62));

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).contains("1 to 64 visible ASCII characters, with -10 added");
        assertThat(node.asked).isEmpty();
    }
}
