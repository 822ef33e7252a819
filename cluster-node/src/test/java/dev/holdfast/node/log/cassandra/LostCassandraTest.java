package dev.holdfast.node.log.cassandra;

import static dev.holdfast.node.log.LogStoreContract.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of a Cassandra that goes away and comes back. */
class LostCassandraTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final StoreRequest READ = new StoreRequest.ReadHead(new ShardId("lost-test", 7), 0);

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.holdfast.node.log.cassandra");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

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
    void whoIsLostAndWhyARequestFailedIsSaidAndSoIsTheReturn() throws Exception {
        try (CutLine line = new CutLine(SharedCassandra.get().process().place().cqlPort());
                LogStore store = CassandraLogStore.open(behind(line))) {
            line.cut();
            await().atMost(PATIENCE).until(() -> ask(store, READ) instanceof StoreAnswer.Unavailable);
            await().atMost(PATIENCE).until(() -> isSaid("WARN A node of Cassandra cannot be reached."));
            assertThat(said())
                    .anyMatch(each -> each.startsWith("WARN Cassandra did not do what it was asked for.")
                            && each.contains("request=ReadHead")
                            && each.contains("shard=lost-test/7")
                            && each.contains("cause=no node of Cassandra is connected")
                            && each.contains("outcome=unavailable"));
            line.heal();
            await().atMost(PATIENCE).until(() -> ask(store, READ) instanceof StoreAnswer.HeadRead);
            await().atMost(PATIENCE).until(() -> isSaid("INFO A node of Cassandra is reached."));
        }
    }

    private static CassandraSettings behind(CutLine line) {
        CassandraSettings direct = SharedCassandra.get().sharedKeyspace();
        return CassandraSettings.of(
                        List.of("127.0.0.1:" + line.port()), direct.datacenter(), direct.keyspace(), direct.access())
                .takingRisks();
    }

    private boolean isSaid(String beginning) {
        return said().stream().anyMatch(each -> each.startsWith(beginning));
    }

    private List<String> said() {
        return List.copyOf(lines.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + " "
                        + Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of()).stream()
                                .map(pair -> pair.key + "=" + pair.value)
                                .collect(Collectors.joining(" ")))
                .toList();
    }
}
