package dev.holdfast.core.log;

import dev.holdfast.core.log.LogOutput.Refusal;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waits to be committed. A copy of a resource that is not the newest is refused here, before anything is sent: two
 * copies on one node share a term, so the store could not tell them apart.
 */
final class AppendQueue {
    private final Wire wire;
    private final LogSettings settings;
    private final LogIndex index;
    private final ArrayDeque<PendingAppend> queue = new ArrayDeque<>();
    private int queuedEntries;

    AppendQueue(Wire wire, LogSettings settings, LogIndex index) {
        this.wire = wire;
        this.settings = settings;
        this.index = index;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void append(LogInput.Append append) {
        long expected = index.expected(append.id());
        if (append.expected() != expected) {
            refuse(
                    append.token(),
                    Refusal.STALE_COPY,
                    append.id() + " is at sequence " + expected + ", not " + append.expected());
            return;
        }
        List<Entry> entries = new ArrayList<>(append.events().size());
        List<Optional<Object>> live = new ArrayList<>(append.events().size());
        boolean begins = index.begins(append.id());
        long sequence = expected;
        int bytes = 0;
        for (LogInput.NewEvent event : append.events()) {
            sequence++;
            Entry entry = new Entry.Event(append.id(), sequence, begins && entries.isEmpty(), event.payload());
            bytes += Sizes.of(entry);
            entries.add(entry);
            live.add(Optional.of(event.live()));
        }
        if (bytes > settings.bytesPerAppend()) {
            refuse(append.token(), Refusal.TOO_LARGE, bytes + " bytes, at most " + settings.bytesPerAppend());
            return;
        }
        add(new PendingAppend(append.token(), append.id(), entries, live, bytes, append.deadline()), sequence);
    }

    void delete(LogInput.Delete delete) {
        long last = index.expected(delete.id());
        long upTo = Math.min(delete.upTo(), last);
        Entry entry = new Entry.Deletion(delete.id(), upTo, last);
        add(single(delete.token(), delete.id(), entry, delete.deadline()), last);
    }

    /** Says again what a deletion said, in a newer segment, because the old one is about to go. */
    void repeatDeletion(String id) {
        index.find(id).ifPresent(entry -> {
            Entry deletion = new Entry.Deletion(id, entry.deletedUpTo(), entry.last());
            add(single(0, id, deletion, Instant.MAX), entry.expected());
        });
    }

    void archive(LogInput.Archive archive) {
        long expected = index.expected(archive.id());
        boolean settled = index.find(archive.id()).map(IndexEntry::settled).orElse(true);
        if (!settled || archive.expected() != expected) {
            refuse(
                    archive.token(),
                    Refusal.STALE_COPY,
                    archive.id() + " is at sequence " + expected + ", not " + archive.expected());
            return;
        }
        Entry entry = new Entry.Archive(archive.id(), expected, archive.epoch());
        add(single(archive.token(), archive.id(), entry, archive.deadline()), ARCHIVING);
    }

    /** An expected sequence that no append can name: nothing may follow an archiving that waits. */
    private static final long ARCHIVING = Long.MAX_VALUE;

    private static PendingAppend single(long token, String id, Entry entry, Instant deadline) {
        return new PendingAppend(token, id, List.of(entry), List.of(Optional.empty()), Sizes.of(entry), deadline);
    }

    private void add(PendingAppend append, long newLast) {
        if (queuedEntries + append.entries().size() > settings.queuedEntries()) {
            append.refused(wire, Refusal.UNAVAILABLE, queuedEntries + " entries wait already");
            return;
        }
        queue.add(append);
        queuedEntries += append.entries().size();
        index.entry(append.id()).queue(newLast);
    }

    private void refuse(long token, Refusal why, String detail) {
        wire.emit(new LogOutput.AppendRefused(token, why, detail));
    }

    /** The next commit's worth; what waited too long is told so, and was never sent. */
    List<PendingAppend> take() {
        List<PendingAppend> batch = new ArrayList<>();
        int entries = 0;
        int bytes = 0;
        while (!queue.isEmpty()) {
            PendingAppend next = queue.peek();
            if (next.overdue(wire.now())) {
                remove();
                next.refused(wire, Refusal.UNAVAILABLE, "its time was over before it could be sent");
                settle(next);
                continue;
            }
            boolean full = entries + next.entries().size() > settings.entriesPerCommit()
                    || bytes + next.bytes() > settings.bytesPerCommit();
            if (!batch.isEmpty() && full) {
                break;
            }
            remove();
            batch.add(next);
            entries += next.entries().size();
            bytes += next.bytes();
        }
        return batch;
    }

    private void remove() {
        PendingAppend removed = queue.remove();
        queuedEntries -= removed.entries().size();
    }

    /**
     * An append left the queue without becoming a commit. What was queued behind it for the same id expected it, so
     * that is refused as well.
     */
    void settle(PendingAppend lost) {
        index.find(lost.id()).ifPresent(entry -> entry.unqueue(lastBefore(lost)));
        List<PendingAppend> followers =
                queue.stream().filter(each -> each.id().equals(lost.id())).toList();
        for (PendingAppend follower : followers) {
            queue.remove(follower);
            queuedEntries -= follower.entries().size();
            follower.refused(wire, Refusal.UNAVAILABLE, "what it follows was not written");
            index.find(follower.id()).ifPresent(entry -> entry.unqueue(lastBefore(follower)));
        }
    }

    /** The id's last sequence without this append. */
    private static long lastBefore(PendingAppend append) {
        return switch (append.entries().getFirst()) {
            case Entry.Event event -> event.sequence() - 1;
            case Entry.Deletion deletion -> deletion.last();
            case Entry.Archive archive -> archive.last();
        };
    }

    /** Removes what has waited too long; it was never sent. */
    void expire() {
        boolean any = queue.stream().anyMatch(each -> each.overdue(wire.now()));
        if (!any) {
            return;
        }
        for (PendingAppend each : List.copyOf(queue)) {
            if (each.overdue(wire.now()) && queue.remove(each)) {
                queuedEntries -= each.entries().size();
                each.refused(wire, Refusal.UNAVAILABLE, "its time was over before it could be sent");
                settle(each);
            }
        }
    }

    /** Everything that waits is refused: it was never sent. */
    void refuseAll(Refusal why, String detail) {
        for (PendingAppend each : queue) {
            each.refused(wire, why, detail);
            index.find(each.id()).ifPresent(IndexEntry::unqueue);
        }
        queue.clear();
        queuedEntries = 0;
    }

    /** The floor after a batch's archivings. */
    static Floor raised(Floor floor, List<PendingAppend> batch) {
        Floor raised = floor;
        for (PendingAppend append : batch) {
            for (Entry entry : append.entries()) {
                if (entry instanceof Entry.Archive(String _, long last, Epoch epoch)) {
                    raised = raised.raisedTo(new Floor(last, epoch));
                }
            }
        }
        return raised;
    }
}
