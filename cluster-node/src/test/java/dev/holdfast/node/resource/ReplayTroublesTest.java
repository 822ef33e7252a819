package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.node.log.LogUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.persistence.typed.internal.JournalFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ReplayTroublesTest {
    private final Throwable away = new IllegalStateException(
            "recovery", new LogUnavailableException("shop/web: no node of Cassandra is connected"));

    private final Logger logger = (Logger) LoggerFactory.getLogger(ReplayTroubles.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Deque<Runnable> minutes = new ArrayDeque<>();
    private final ReplayTroubles troubles = new ReplayTroubles((delay, what) -> {
        assertThat(delay).isEqualTo(ReplayTroubles.QUIET);
        minutes.add(what);
    });

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void theFirstOfAKindIsToldAtOnceAndTheOthersAsANumberAMinute() {
        for (int i = 0; i < 872; i++) {
            troubles.failed("instance", "shop/web-" + i, away);
        }
        assertThat(said())
                .containsExactly("WARN Cannot be replayed now; whoever asks is told to come again. instance=shop/web-0"
                        + " cause=LogUnavailableException why=shop/web: no node of Cassandra is connected");
        minutes.remove().run();
        assertThat(said()).hasSize(2);
        assertThat(said().getLast())
                .isEqualTo("WARN Others could not be replayed either. instance=shop/web-871"
                        + " cause=LogUnavailableException why=shop/web: no node of Cassandra is connected times=871"
                        + " withinSeconds=60");
    }

    @Test
    void afterAMinuteInWhichNothingFailedTheNextIsToldAtOnce() {
        troubles.failed("instance", "shop/web", away);
        minutes.remove().run();
        assertThat(minutes).isEmpty();
        troubles.failed("instance", "shop/web", away);
        assertThat(said()).hasSize(2).allMatch(line -> line.contains("Cannot be replayed now"));
    }

    @Test
    void anotherTypeOrCauseIsAnotherKind() {
        troubles.failed("instance", "shop/web", away);
        troubles.failed("host", "host-1", away);
        troubles.failed(
                "instance", "shop/web", new java.util.concurrent.TimeoutException("Circuit Breaker Timed out."));
        assertThat(said()).hasSize(3);
    }

    /** As Pekko's supervision says it, in the file that logback.xml writes. */
    @Test
    void theStackOfAnEntityThatEndedIsInTheLogUnlessTheStoreWasAway() throws Exception {
        Path file = folder.resolve("node.log");
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("HOLDFAST_LOG_FORMAT", "text");
        context.putProperty("holdfast.log.file", file.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(PassingReplays.class.getResource("/logback.xml"));
        Logger entity = context.getLogger(PersistentShell.class);
        entity.error("Supervisor StopSupervisor saw failure: away", new JournalFailureException("away", away));
        entity.error(
                "Supervisor StopSupervisor saw failure: broken",
                new JournalFailureException("broken", new IllegalStateException("no such event type")));
        context.getLogger("some.other").error("it waited", away);
        context.stop();
        List<String> written = Files.readAllLines(file);
        assertThat(written).filteredOn(line -> line.contains("ERROR")).hasSize(2);
        assertThat(written.getFirst()).contains("saw failure: broken");
        assertThat(written).anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalStateException: no such"));
        assertThat(written).anyMatch(line -> line.contains("it waited"));
    }

    private List<String> said() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage() + " "
                        + line.getKeyValuePairs().stream()
                                .map(pair -> pair.key + "=" + pair.value)
                                .collect(Collectors.joining(" ")))
                .toList();
    }
}
