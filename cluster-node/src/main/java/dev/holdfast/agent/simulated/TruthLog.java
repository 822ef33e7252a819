package dev.holdfast.agent.simulated;

import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.JsonLines;
import dev.holdfast.agent.OwnedFile;
import dev.holdfast.agent.SyncedFile;
import dev.holdfast.agent.SyncedWriter;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** The writing side of a host's ground truth. Not thread safe: one driver, one turn at a time. */
final class TruthLog {
    private final OwnedFile owned;
    private final SyncedFile file;
    private final InstantSource clock;
    private final GroundTruth before;
    private Instant last;

    private TruthLog(OwnedFile owned, SyncedFile file, InstantSource clock, GroundTruth before) {
        this.owned = owned;
        this.file = file;
        this.clock = clock;
        this.before = before;
        this.last = before.changes().isEmpty()
                ? Instant.MIN
                : before.changes().getLast().at();
    }

    /** Opens a history to go on with it; a last line that was cut short is cut off, lest the next one joins it. */
    static TruthLog open(Path directory, SyncedWriter writer, InstantSource clock) throws IOException {
        Path path = directory.resolve(GroundTruth.FILE);
        OwnedFile owned = OwnedFile.take(path);
        try {
            JsonLines.Content<GroundTruth.Line> content = JsonLines.read(path, GroundTruth.Line.class);
            cutAfter(path, content.whole());
            GroundTruth before = new GroundTruth(
                    content.values().stream().map(GroundTruth.Line::toChange).toList());
            return new TruthLog(owned, writer.open(path), clock, before);
        } catch (IOException | RuntimeException failed) {
            owned.giveBack();
            throw failed;
        }
    }

    private static void cutAfter(Path path, long whole) throws IOException {
        if (Files.exists(path) && Files.size(path) > whole) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
                channel.force(true);
            }
        }
    }

    GroundTruth before() {
        return before;
    }

    /** Completes when the change is on the disk, and only then has it happened. */
    CompletionStage<Void> append(
            Incarnation incarnation,
            String instance,
            long assignment,
            GroundTruth.Kind kind,
            Quantities size,
            OnSilence onSilence) {
        return append(clock.instant(), incarnation, instance, assignment, kind, size, onSilence);
    }

    /** The same of something that has happened before now, while nobody could write it down. */
    CompletionStage<Void> append(
            Instant at,
            Incarnation incarnation,
            String instance,
            long assignment,
            GroundTruth.Kind kind,
            Quantities size,
            OnSilence onSilence) {
        last = at.isAfter(last) ? at : last;
        GroundTruth.Change change =
                new GroundTruth.Change(last, incarnation, instance, assignment, kind, size, onSilence);
        return file.append(JsonLines.line(GroundTruth.Line.of(change)));
    }

    CompletionStage<Void> close() {
        return file.close().thenRun(owned::giveBack);
    }
}
