package dev.holdfast.node.log.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StoreTroublesTest {
    private static final StoreRequest READ = new StoreRequest.ReadHead(new ShardId("instance", 7), 0);
    private static final StoreRequest HINT = new StoreRequest.WriteHint(new ShardId("host", 3), 1);
    private static final StoreAnswer TIMED_OUT = new StoreAnswer.Unknown("DriverTimeoutException: after 2 s");

    private final Logger logger = (Logger) LoggerFactory.getLogger(StoreTroubles.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final TurnedClock clock = new TurnedClock();
    private final StoreTroubles troubles = new StoreTroubles(clock);

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
    void theFirstOfAKindIsToldAtOnceWithShardRequestAndCause() {
        troubles.answered(READ, TIMED_OUT);

        assertThat(said())
                .containsExactly("WARN Cassandra did not do what it was asked for. request=ReadHead shard=instance/7"
                        + " cause=DriverTimeoutException: after 2 s outcome=unknown");
    }

    @Test
    void theOthersOfAKindAreANumberAMinute() {
        for (int i = 0; i < 100; i++) {
            troubles.answered(READ, TIMED_OUT);
        }
        assertThat(said()).hasSize(1);
        clock.turn(Duration.ofSeconds(61));
        troubles.answered(READ, TIMED_OUT);

        assertThat(said()).hasSize(2);
        assertThat(said().getLast())
                .isEqualTo("WARN Cassandra still does not do what it is asked for. request=ReadHead shard=instance/7"
                        + " cause=DriverTimeoutException: after 2 s times=100 withinSeconds=61");
    }

    @Test
    void anotherRequestOrAnotherReasonIsAnotherKind() {
        troubles.answered(READ, TIMED_OUT);
        troubles.answered(HINT, TIMED_OUT);
        troubles.answered(READ, new StoreAnswer.Unavailable("no node of Cassandra is connected"));
        troubles.answered(READ, new StoreAnswer.Unknown("DriverTimeoutException: after 3 s"));

        assertThat(said()).hasSize(3);
        assertThat(said().get(2)).contains("outcome=unavailable");
    }

    @Test
    void whatWasCountedIsToldWhenItHasEndedToo() {
        troubles.answered(READ, TIMED_OUT);
        troubles.answered(READ, TIMED_OUT);
        StoreAnswer good = new StoreAnswer.Done();
        troubles.answered(HINT, good);
        assertThat(said()).hasSize(1);
        clock.turn(Duration.ofSeconds(61));
        troubles.answered(HINT, good);
        assertThat(said()).hasSize(2);
        assertThat(said().getLast()).contains("times=1");
        troubles.answered(HINT, good);
        assertThat(said()).hasSize(2);

        troubles.answered(READ, TIMED_OUT);
        troubles.close();
        assertThat(said()).hasSize(3);
    }

    @Test
    void aRefusedConditionIsNoTrouble() {
        troubles.answered(READ, new StoreAnswer.Refused(java.util.Optional.empty()));
        troubles.answered(READ, new StoreAnswer.Applied());
        troubles.close();

        assertThat(said()).isEmpty();
    }

    @Test
    void manyKindsAreBoundedAndTheRestIsToldAsOne() {
        for (int i = 0; i < 1_000; i++) {
            troubles.answered(READ, new StoreAnswer.Unknown("reason " + i));
        }
        assertThat(said()).hasSize(65);
    }

    private List<String> said() {
        return lines.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + " "
                        + event.getKeyValuePairs().stream()
                                .map(pair -> pair.key + "=" + pair.value)
                                .collect(Collectors.joining(" ")))
                .toList();
    }

    private static final class TurnedClock extends Clock {
        private Instant now = Instant.parse("2026-01-02T03:04:05Z");

        void turn(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
