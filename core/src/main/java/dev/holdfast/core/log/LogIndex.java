package dev.holdfast.core.log;

import dev.holdfast.core.resource.Floor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the owner of a shard knows of its ids, made by reading the log once after the acquire and kept by its own
 * commits: nobody else can add to the log, so it stays true for as long as the ownership does.
 */
final class LogIndex {
    private final Map<String, IndexEntry> entries = new HashMap<>();
    private final boolean keepsAllSnapshots;
    private Floor floor = Floor.NONE;

    LogIndex(boolean keepsAllSnapshots) {
        this.keepsAllSnapshots = keepsAllSnapshots;
    }

    Floor floor() {
        return floor;
    }

    void floor(Floor raised) {
        floor = floor.raisedTo(raised);
    }

    int size() {
        return entries.size();
    }

    Optional<IndexEntry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** The highest sequence of an id; the floor's when nothing is known of it. */
    long last(String id) {
        IndexEntry entry = entries.get(id);
        return entry == null || entry.last() == 0 ? floor.sequence() : entry.last();
    }

    /** The sequence that the next append of an id must expect, counting what is queued. */
    long expected(String id) {
        IndexEntry entry = entries.get(id);
        if (entry == null || (entry.last() == 0 && entry.settled())) {
            return floor.sequence();
        }
        return entry.expected();
    }

    /** Whether an id's next event is its first that is remembered. */
    boolean begins(String id) {
        IndexEntry entry = entries.get(id);
        return entry == null || (entry.last() == 0 && entry.settled());
    }

    IndexEntry entry(String id) {
        return entries.computeIfAbsent(id, _ -> new IndexEntry());
    }

    /** Takes a commit in, up to the first entry that is wrong; what is wrong with that one, if anything. */
    Optional<String> apply(Commit commit) {
        for (Entry each : commit.entries()) {
            Optional<String> wrong = apply(commit.position(), each);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    /** Takes one entry of a commit in; what is wrong with it, if anything, and then it is not taken. */
    Optional<String> apply(long position, Entry each) {
        return switch (each) {
            case Entry.Event event -> entry(event.id()).event(position, event);
            case Entry.Deletion deletion -> {
                entry(deletion.id()).deletion(position, deletion);
                yield Optional.empty();
            }
            case Entry.Archive archive -> {
                IndexEntry gone = entries.remove(archive.id());
                if (gone != null) {
                    // While the log is read, snapshots of the name's next life may be known already.
                    gone.snapshots().stream()
                            .filter(shelved -> shelved.snapshot().covers() > archive.last())
                            .forEach(shelved -> entry(archive.id()).shelve(shelved, keepsAllSnapshots));
                }
                floor(new Floor(archive.last(), archive.epoch()));
                yield Optional.empty();
            }
        };
    }

    /** All ids of which anything is known, sorted. */
    List<String> ids() {
        List<String> ids = new ArrayList<>(entries.keySet());
        ids.sort(null);
        return ids;
    }

    void shelve(long generation, Snapshot snapshot) {
        entry(snapshot.id()).shelve(new IndexEntry.Shelved(generation, snapshot.bare()), keepsAllSnapshots);
    }

    /** Ids with what is missing before their oldest event; they cannot be replayed, the others can. */
    Map<String, String> gaps() {
        Map<String, String> gaps = new TreeMap<>();
        entries.forEach((id, entry) -> entry.gap().ifPresent(gap -> gaps.put(id, gap)));
        return gaps;
    }

    /** Ids that need rows at or before a position because nothing covers them, sorted. */
    List<String> needing(long position) {
        List<String> ids = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (entry.highestAtOrBefore(position) > entry.covered()) {
                ids.add(id);
            }
        });
        ids.sort(null);
        return ids;
    }

    /** Ids that have events at or before a position, sorted. */
    List<String> standingUpTo(long position) {
        List<String> ids = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (entry.highestAtOrBefore(position) > 0) {
                ids.add(id);
            }
        });
        ids.sort(null);
        return ids;
    }

    /** Ids whose highest sequence is known only from a deletion at or before a position, sorted. */
    List<String> rememberedByDeletion(long position) {
        List<String> ids = new ArrayList<>();
        entries.forEach((id, entry) -> {
            boolean byDeletion = entry.deletionPosition() > 0 && entry.deletionPosition() <= position;
            boolean otherwise = entry.newest().isPresent()
                    || entry.highestAtOrBefore(Long.MAX_VALUE) > entry.highestAtOrBefore(position);
            if (byDeletion && !otherwise) {
                ids.add(id);
            }
        });
        ids.sort(null);
        return ids;
    }

    void trim(long position) {
        entries.values().forEach(entry -> entry.trim(position));
    }

    /** Snapshots that stand in a generation, in the order of their ids. */
    List<IndexEntry.Shelved> shelved(long generation) {
        TreeMap<SnapshotKey, IndexEntry.Shelved> found = new TreeMap<>();
        entries.values()
                .forEach(entry -> entry.snapshots().forEach(each -> {
                    if (each.generation() == generation) {
                        found.put(SnapshotKey.of(each.snapshot()), each);
                    }
                }));
        return List.copyOf(found.values());
    }
}
