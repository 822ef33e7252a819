package dev.holdfast.agent;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an agent has promised, on its disk: the lines since the last time the file was written anew. Opening it begins a
 * new life of the agent, which is on the disk before anything is said. One process at a time may have it open.
 */
final class AgentJournal implements Ledger {
    private static final String FILE = "assignments.jsonl";
    private static final long PATIENCE_SECONDS = 30;

    /** Rewritten when it has more than so many lines, and more than four times those that count. */
    private static final int LINES_AT_LEAST = 4_096;

    private static final int LINES_A_LINE = 4;

    private final OwnedFile owned;
    private final SyncedFile file;
    private final long life;
    private final SortedMap<Uid, Tenancy> restored;
    private int lines;
    private int pending;

    private AgentJournal(OwnedFile owned, SyncedFile file, long life, SortedMap<Uid, Tenancy> restored) {
        this.owned = owned;
        this.file = file;
        this.life = life;
        this.restored = restored;
    }

    /**
     * Opens the journal in a directory, which is created if need be.
     *
     * @throws IOException when it cannot be read or written, or when another agent has it open
     */
    static AgentJournal open(AgentSettings settings, SyncedWriter writer, InstantSource clock) throws IOException {
        Path path = settings.directory().resolve(FILE);
        OwnedFile owned = OwnedFile.take(path);
        try {
            List<JournalLine> before = JsonLines.read(path, JournalLine.class).values();
            SortedMap<Uid, Tenancy> restored = restore(before);
            Instant goneBefore = clock.instant().minus(settings.remember());
            restored.values().removeIf(tenancy -> tenancy.forgettable(goneBefore));
            AgentJournal journal = new AgentJournal(owned, writer.open(path), lastLife(before) + 1, restored);
            await(path, journal.rewrite(restored.values()));
            return journal;
        } catch (IOException | RuntimeException failed) {
            owned.giveBack();
            throw failed;
        }
    }

    static long lastLife(List<JournalLine> lines) {
        return lines.stream()
                .mapToLong(line -> line instanceof JournalLine.Started(long life) ? life : 0)
                .max()
                .orElse(0);
    }

    static SortedMap<Uid, Tenancy> restore(List<JournalLine> lines) {
        SortedMap<Uid, Tenancy> tenancies = new TreeMap<>();
        for (JournalLine line : lines) {
            switch (line) {
                case JournalLine.Started _ -> {}
                case JournalLine.TakenUp taken ->
                    tenancy(tenancies, taken.uid()).takeUp(TakenUp.of(taken));
                case JournalLine.Finished finished ->
                    tenancy(tenancies, finished.uid())
                            .finished(new Epoch(finished.epoch()), finished.number(), finished.failure());
                case JournalLine.Barred barred ->
                    tenancy(tenancies, barred.uid()).bar(new Epoch(barred.upTo()), barred.at());
            }
        }
        return tenancies;
    }

    private static Tenancy tenancy(SortedMap<Uid, Tenancy> tenancies, String uid) {
        return tenancies.computeIfAbsent(new Uid(uid), Tenancy::new);
    }

    private static void await(Path path, CompletionStage<Void> written) throws IOException {
        try {
            written.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(path + " cannot be written: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(path + ": interrupted", interrupted);
        }
    }

    @Override
    public long life() {
        return life;
    }

    @Override
    public SortedMap<Uid, Tenancy> restored() {
        return restored;
    }

    @Override
    public CompletionStage<Void> append(JournalLine line) {
        lines++;
        pending++;
        return file.append(JsonLines.line(line));
    }

    @Override
    public void settled() {
        pending--;
    }

    @Override
    public boolean isDueForRewrite(int tenancies) {
        return pending == 0 && lines > LINES_AT_LEAST && lines > (long) LINES_A_LINE * tenancies;
    }

    @Override
    public CompletionStage<Void> rewrite(Collection<Tenancy> tenancies) {
        List<JournalLine> all = content(life, tenancies);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        all.forEach(line -> bytes.writeBytes(JsonLines.line(line)));
        lines = all.size();
        return file.replace(bytes.toByteArray());
    }

    /** All that counts in a life of the agent. */
    static List<JournalLine> content(long life, Collection<Tenancy> tenancies) {
        List<JournalLine> all = new ArrayList<>();
        all.add(new JournalLine.Started(life));
        tenancies.forEach(tenancy -> all.addAll(tenancy.lines()));
        return all;
    }

    /** Completes when everything is written and another agent may have it. */
    CompletionStage<Void> close() {
        return file.close().thenRun(owned::giveBack);
    }
}
