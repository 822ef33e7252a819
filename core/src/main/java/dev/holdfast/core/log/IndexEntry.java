package dev.holdfast.core.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a shard's owner knows of one id without reading: its numbers, where its events stand, its snapshots. */
final class IndexEntry {
    /** A snapshot without its bytes, and in which generation it stands. */
    record Shelved(long generation, Snapshot snapshot) {}

    private long last;
    private long deletedUpTo;
    private long deletionPosition;
    private long begin;
    /** A commit's position, then the first sequence in it, and so on: one array, since a node has so many of these. */
    private long[] stands = new long[2];

    private int size;
    private long lastSeen;
    private List<Shelved> snapshots = List.of();
    private long queuedLast = -1;
    private int queued;
    private boolean snapshotWanted;

    /** The highest sequence that is applied. */
    long last() {
        return last;
    }

    long deletedUpTo() {
        return deletedUpTo;
    }

    /** Where the highest sequence is kept if nothing else keeps it. */
    long deletionPosition() {
        return deletionPosition;
    }

    /** The sequence with which its history begins, if it begins within what is kept; else 0. */
    long begin() {
        return begin;
    }

    List<Shelved> snapshots() {
        return snapshots;
    }

    Optional<Shelved> newest() {
        return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.getLast());
    }

    /** Up to which sequence nothing needs its rows. */
    long covered() {
        return Math.max(
                deletedUpTo,
                newest().map(shelved -> shelved.snapshot().covers()).orElse(0L));
    }

    // What is queued or on its way.

    long expected() {
        return queued > 0 ? queuedLast : last;
    }

    boolean settled() {
        return queued == 0;
    }

    void queue(long newLast) {
        queued++;
        queuedLast = newLast;
    }

    void unqueue() {
        queued--;
    }

    /** Something that was queued will not be written, nor anything that was queued after it. */
    void unqueue(long lastBefore) {
        queued--;
        queuedLast = Math.min(queuedLast, lastBefore);
    }

    // What is applied.

    /** @return what is wrong, if anything */
    Optional<String> event(long position, Entry.Event event) {
        if (lastSeen > 0 && event.sequence() != lastSeen + 1) {
            return Optional.of("sequence " + event.sequence() + " of " + event.id() + " follows " + lastSeen);
        }
        if (size == 0 || position(size - 1) != position) {
            add(position, event.sequence());
        }
        if (event.begins()) {
            begin = event.sequence();
            // What is kept of an earlier life of the name says nothing about this one.
            snapshots = snapshots.stream()
                    .filter(each -> each.snapshot().covers() >= begin)
                    .toList();
        }
        lastSeen = event.sequence();
        last = Math.max(last, event.sequence());
        return Optional.empty();
    }

    /** Forgets after which event the next one has to come; for those who go on after what is wrong. */
    void forgive() {
        lastSeen = 0;
    }

    void deletion(long position, Entry.Deletion deletion) {
        deletedUpTo = Math.max(deletedUpTo, deletion.upTo());
        last = Math.max(last, deletion.last());
        deletionPosition = position;
    }

    void shelve(Shelved shelved, boolean keepsAll) {
        List<Shelved> others = new ArrayList<>();
        SnapshotKey key = SnapshotKey.of(shelved.snapshot());
        for (Shelved each : snapshots) {
            SnapshotKey other = SnapshotKey.of(each.snapshot());
            if (!other.equals(key) && (keepsAll || other.compareTo(key) > 0)) {
                others.add(each);
            }
        }
        if (keepsAll || others.isEmpty()) {
            others.add(shelved);
            others.sort((one, other) -> SnapshotKey.of(one.snapshot()).compareTo(SnapshotKey.of(other.snapshot())));
        }
        snapshots = List.copyOf(others);
        last = Math.max(last, newest().map(each -> each.snapshot().covers()).orElse(0L));
        snapshotWanted = false;
    }

    /** What should be there could not be read back; new ones will be asked for. */
    void distrustSnapshots() {
        snapshots = List.of();
        snapshotWanted = false;
    }

    void unshelve(SnapshotKey key) {
        snapshots = snapshots.stream()
                .filter(each -> !SnapshotKey.of(each.snapshot()).equals(key))
                .toList();
    }

    /** Whether a snapshot would help and was not asked for yet; asking is remembered. */
    boolean wantsSnapshot(int every) {
        if (snapshotWanted || last - covered() < every) {
            return false;
        }
        snapshotWanted = true;
        return true;
    }

    // Where its events stand.

    /** The oldest sequence that stands in a live segment; one more than the last when none does. */
    long oldest() {
        return size == 0 ? last + 1 : first(0);
    }

    /** What is missing before the oldest event, if anything: then the id cannot be replayed. */
    Optional<String> gap() {
        if (size == 0) {
            return Optional.empty();
        }
        long first = first(0);
        boolean whole = first == begin || first <= covered() + 1;
        return whole ? Optional.empty() : Optional.of("events before " + first + " are missing");
    }

    /** Positions of the commits that hold events of this id from one sequence to another, in order. */
    long[] positions(long from, long to) {
        int start = 0;
        while (start + 1 < size && first(start + 1) <= from) {
            start++;
        }
        int end = start;
        while (end < size && first(end) <= to) {
            end++;
        }
        long[] found = new long[end - start];
        for (int i = 0; i < found.length; i++) {
            found[i] = position(start + i);
        }
        return found;
    }

    /** The highest sequence that stands at or before a position; 0 when none does. */
    long highestAtOrBefore(long position) {
        int at = size;
        while (at > 0 && position(at - 1) > position) {
            at--;
        }
        if (at == 0) {
            return 0;
        }
        return at == size ? lastSeen : first(at) - 1;
    }

    /** Forgets where events at or before a position stood. */
    void trim(long position) {
        int kept = 0;
        while (kept < size && position(kept) <= position) {
            kept++;
        }
        if (kept > 0) {
            stands = Arrays.copyOfRange(stands, 2 * kept, 2 * Math.max(kept + 1, size));
            size -= kept;
        }
        if (size == 0 || first(0) > begin) {
            begin = 0;
        }
    }

    private long position(int at) {
        return stands[2 * at];
    }

    private long first(int at) {
        return stands[2 * at + 1];
    }

    private void add(long position, long sequence) {
        if (2 * size == stands.length) {
            // By a quarter: most have a handful, and half-empty arrays of all of them would be a good part of the
            // index.
            stands = Arrays.copyOf(stands, stands.length + Math.max(2, stands.length / 8 * 2));
        }
        stands[2 * size] = position;
        stands[2 * size + 1] = sequence;
        size++;
    }
}
