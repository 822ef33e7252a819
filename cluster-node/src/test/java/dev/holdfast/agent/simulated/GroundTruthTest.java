package dev.holdfast.agent.simulated;

import static dev.holdfast.agent.simulated.GroundTruth.Kind.CREATED;
import static dev.holdfast.agent.simulated.GroundTruth.Kind.REMOVED;
import static dev.holdfast.agent.simulated.GroundTruth.Kind.STARTED;
import static dev.holdfast.agent.simulated.GroundTruth.Kind.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.SyncedWriter;
import dev.holdfast.agent.simulated.GroundTruth.Kind;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroundTruthTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Quantities SMALL = new Quantities(2, 512, 10, 1);
    private static final String LINE = "{\"at\":\"2026-03-01T12:00:00Z\",\"uid\":\"web\","
            + "\"instance\":\"projects/shop/regions/home/instances/web-1\",\"epoch\":3,\"assignment\":7,"
            + "\"change\":\"CREATED\",\"cores\":2,\"memory_mib\":512,\"disk_gib\":10,\"gpus\":1}\n";

    @Test
    void linesAreWhatJudgesOutsideExpect(@TempDir Path directory) throws Exception {
        write(directory, NOON, 3, CREATED);
        assertThat(directory.resolve("truth.jsonl")).hasContent(LINE);
    }

    @Test
    void readsBackWhatWasWritten(@TempDir Path directory) throws Exception {
        write(directory, NOON, 3, CREATED);
        assertThat(read(directory).changes()).containsExactly(change(0, 3, CREATED));
    }

    @Test
    void missingFileIsAnEmptyHistory(@TempDir Path directory) throws Exception {
        assertThat(read(directory).changes()).isEmpty();
    }

    @Test
    void lineThatWasCutShortNeverHappenedAndDoesNotSpoilTheNext(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("truth.jsonl");
        Files.writeString(file, LINE + LINE.substring(0, LINE.length() - 1));
        assertThat(read(directory).changes()).hasSize(1);
        Files.writeString(file, LINE + LINE.substring(0, 40));
        assertThat(read(directory).changes()).hasSize(1);
        write(directory, NOON.plusSeconds(1), 3, STARTED);
        assertThat(read(directory).changes()).containsExactly(change(0, 3, CREATED), change(1, 3, STARTED));
    }

    @Test
    void wholeLineThatCannotBeReadIsNamed(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("truth.jsonl"), LINE + "garbage\n" + LINE);
        assertThatThrownBy(() -> read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("truth.jsonl, line 2");
    }

    @Test
    void instantsNeverGoBackEvenIfTheClockDoes(@TempDir Path directory) throws Exception {
        write(directory, NOON, 3, CREATED);
        write(directory, NOON.minusSeconds(60), 3, STARTED);
        assertThat(read(directory).changes()).extracting(GroundTruth.Change::at).containsExactly(NOON, NOON);
    }

    @Test
    void runsAndStaysAreRebuilt() {
        GroundTruth truth = new GroundTruth(List.of(
                change(0, 1, CREATED),
                change(1, 1, STARTED),
                change(5, 1, STOPPED),
                change(6, 1, STARTED),
                change(8, 1, STOPPED),
                change(9, 1, REMOVED),
                change(10, 2, CREATED),
                change(11, 2, STARTED)));
        assertThat(truth.runs())
                .extracting(GroundTruth.Span::from, GroundTruth.Span::until)
                .containsExactly(
                        tuple(at(1), Optional.of(at(5))),
                        tuple(at(6), Optional.of(at(8))),
                        tuple(at(11), Optional.empty()));
        assertThat(truth.stays().getFirst().contains(at(0))).isTrue();
        assertThat(truth.stays().getFirst().contains(at(9))).isFalse();
        assertThat(truth.running()).extracting(GroundTruth.Span::incarnation).containsExactly(incarnation(2));
        assertThat(truth.doubled()).isEmpty();
        assertThat(truth.peak()).isEqualTo(SMALL);
    }

    @Test
    void twoEpochsAtOnceAreSeen() {
        GroundTruth truth = new GroundTruth(List.of(
                change(0, 1, CREATED),
                change(1, 1, STARTED),
                change(2, 2, CREATED),
                change(3, 2, STARTED),
                change(4, 1, STOPPED)));
        assertThat(truth.doubled()).containsExactly(new GroundTruth.Doubled(incarnation(1), incarnation(2), at(3)));
        assertThat(truth.peak()).isEqualTo(SMALL.plus(SMALL));
    }

    private static void write(Path directory, Instant now, long epoch, Kind kind) throws Exception {
        try (SyncedWriter writer = SyncedWriter.start(1)) {
            TruthLog log = TruthLog.open(directory, writer, () -> now);
            log.append(incarnation(epoch), "projects/shop/regions/home/instances/web-1", 7, kind, SMALL, OnSilence.KEEP)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            log.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static GroundTruth read(Path directory) throws IOException {
        return GroundTruth.read(directory.resolve(GroundTruth.FILE));
    }

    private static GroundTruth.Change change(int second, long epoch, Kind kind) {
        return new GroundTruth.Change(
                at(second), incarnation(epoch), "projects/shop/regions/home/instances/web-1", 7, kind, SMALL);
    }

    private static Instant at(int second) {
        return NOON.plusSeconds(second);
    }

    private static Incarnation incarnation(long epoch) {
        return new Incarnation(new Uid("web"), new Epoch(epoch));
    }
}
