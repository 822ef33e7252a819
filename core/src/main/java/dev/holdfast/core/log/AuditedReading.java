package dev.holdfast.core.log;

import dev.holdfast.core.log.Onlooker.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One reading of a shard, row by row, held against the rules. After something wrong it goes on as if that had been
 * right, so that one hole is one finding.
 */
public final class AuditedReading implements Onlooker.Reader {
    private final ShardId shard;
    private final int shards;
    private final long era;
    private final boolean keepsAllSnapshots;
    private final LogFindings findings;
    private List<IndexEntry.Shelved> shelf = new ArrayList<>();
    private LogIndex index;
    private Succession succession = new Succession();
    private TreeMap<String, CommitId> lastOfOwner = new TreeMap<>();
    private TreeMap<String, Long> termOfOwner = new TreeMap<>();
    private TreeMap<Long, String> ownerOfTerm = new TreeMap<>();
    private Optional<Moment> moment = Optional.empty();
    private Optional<Head> open = Optional.empty();
    private long openNumber;
    private long commits;
    private long entries;
    private long bytes;
    private int counting;

    AuditedReading(ShardId shard, int shards, long era, boolean keepsAllSnapshots, LogFindings findings) {
        this.shard = shard;
        this.shards = shards;
        this.era = era;
        this.keepsAllSnapshots = keepsAllSnapshots;
        this.findings = findings;
        this.index = new LogIndex(keepsAllSnapshots);
    }

    @Override
    public void begin() {
        findings.clear();
        shelf = new ArrayList<>();
        index = new LogIndex(keepsAllSnapshots);
        succession = new Succession();
        lastOfOwner = new TreeMap<>();
        termOfOwner = new TreeMap<>();
        ownerOfTerm = new TreeMap<>();
        moment = Optional.empty();
        open = Optional.empty();
        openNumber = -1;
        commits = 0;
        entries = 0;
        bytes = 0;
        counting = 0;
    }

    @Override
    public void flaw(LogRule rule, String what) {
        findings.add(rule, what);
    }

    // Snapshots.

    @Override
    public void snapshot(long generation, Snapshot snapshot) {
        shelf.add(new IndexEntry.Shelved(generation, snapshot.bare()));
    }

    @Override
    public void moment(Moment now) {
        moment = Optional.of(now);
        for (IndexEntry.Shelved each : shelf) {
            Snapshot snapshot = each.snapshot();
            String which = "the snapshot of " + snapshot.id() + " at sequence " + snapshot.sequence();
            if (snapshot.version().era() > era) {
                flaw(
                        LogRule.SNAPSHOTS,
                        which + " is of era " + snapshot.version().era() + ", the store of era " + era);
            } else if (snapshot.version().era() == era) {
                if (snapshot.position() > now.head().position()) {
                    flaw(
                            LogRule.SNAPSHOTS,
                            which + " was taken at commit " + snapshot.position() + ", and the log ends at "
                                    + now.head().position());
                } else {
                    index.shelve(each.generation(), snapshot);
                    counting++;
                }
                if (snapshot.version().term() > now.head().term()) {
                    flaw(
                            LogRule.SNAPSHOTS,
                            which + " is of term " + snapshot.version().term() + ", and the head of term "
                                    + now.head().term());
                }
            }
            place(snapshot.id());
        }
        if (Terms.eraOf(now.head().term()) > era) {
            flaw(
                    LogRule.TERMS,
                    "the head has a term of era " + Terms.eraOf(now.head().term()) + ", the store is of era " + era);
        }
    }

    // The log.

    @Override
    public void segment(long number, long begins, Optional<Head> head) {
        endSegment();
        boolean last = moment.filter(now -> now.segment() == number).isPresent();
        if (head.isEmpty()) {
            flaw(LogRule.HEADS, "segment " + number + " is live and has no head");
        } else if (!last && !head.get().sealed()) {
            flaw(LogRule.HEADS, "segment " + number + " lies before the last one and is not sealed");
        }
        if (head.isPresent() && open.isPresent()) {
            linked(number, open.get(), head.get());
        }
        if (succession.next() == 0) {
            succession.beginAt(begins);
        }
        open = head;
        openNumber = number;
    }

    private void linked(long number, Head before, Head head) {
        if (head.term() < before.term()) {
            flaw(LogRule.TERMS, "segment " + number + " has term " + head.term() + " after term " + before.term());
        }
        if (head.position() < before.position()) {
            flaw(
                    LogRule.HEADS,
                    "segment " + number + " ends at commit " + head.position() + ", the one before it at "
                            + before.position());
        }
    }

    @Override
    public void commit(long segment, Commit commit) {
        commits++;
        entries += commit.entries().size();
        bytes += Sizes.of(commit);
        if (succession.next() == 0) {
            succession.beginAt(commit.position());
        }
        Optional<Succession.Flaw> wrong = succession.wrong(commit);
        wrong.ifPresent(flaw -> flaw(flaw.rule(), flaw.what() + ", in segment " + segment));
        if (commit.position() < succession.next()) {
            return;
        }
        succession.take(commit);
        if (open.filter(head -> commit.term() > head.term()).isPresent()) {
            flaw(
                    LogRule.TERMS,
                    "commit " + commit.position() + " has term " + commit.term() + ", its segment's head has term "
                            + open.get().term());
        }
        author(commit);
        for (Entry entry : commit.entries()) {
            entry(commit.position(), entry);
        }
    }

    /** An owner holds one term, and numbers what it writes. */
    private void author(Commit commit) {
        CommitId id = commit.id();
        Long term = termOfOwner.putIfAbsent(id.owner(), commit.term());
        String owner = ownerOfTerm.putIfAbsent(commit.term(), id.owner());
        if (term != null && term != commit.term()) {
            flaw(
                    LogRule.TERMS,
                    "commit " + commit.position() + " of " + id.owner() + " has term " + commit.term()
                            + ", and that owner had term " + term);
        } else if (owner != null && !owner.equals(id.owner())) {
            flaw(
                    LogRule.TERMS,
                    "commit " + commit.position() + " of term " + commit.term() + " is of " + id.owner()
                            + ", and that term was of " + owner);
        }
        CommitId before = lastOfOwner.put(id.owner(), id);
        if (before != null && before.number() >= id.number()) {
            flaw(LogRule.ONCE, "commit " + commit.position() + " has id " + id + " after " + before);
        }
    }

    private void entry(long position, Entry entry) {
        place(entry.id());
        long before = index.find(entry.id())
                .map(known -> known.highestAtOrBefore(Long.MAX_VALUE))
                .orElse(0L);
        switch (entry) {
            case Entry.Event event -> {
                if (event.begins() && event.sequence() <= index.floor().sequence()) {
                    flaw(
                            LogRule.FLOORS,
                            "at commit " + position + " " + event.id() + " begins at sequence "
                                    + event.sequence() + ", and the floor is "
                                    + index.floor().sequence());
                }
            }
            case Entry.Archive archive -> {
                if (before > 0 && archive.last() != before) {
                    flaw(
                            LogRule.FLOORS,
                            "at commit " + position + " " + archive.id() + " is archived at sequence " + archive.last()
                                    + ", and its last is " + before);
                }
            }
            case Entry.Deletion deletion -> {
                if (before > 0 && deletion.last() < before) {
                    flaw(
                            LogRule.SEQUENCES,
                            "at commit " + position + " a deletion remembers sequence " + deletion.last() + " of "
                                    + deletion.id() + ", and its last is " + before);
                }
            }
        }
        index.apply(position, entry).ifPresent(what -> {
            boolean twice = entry instanceof Entry.Event event && event.sequence() <= before;
            flaw(twice ? LogRule.ONCE : LogRule.SEQUENCES, "at commit " + position + ": " + what);
            index.entry(entry.id()).forgive();
            index.apply(position, entry);
        });
    }

    private void place(String id) {
        ShardId home = ShardId.of(shard.type(), id, shards);
        if (!home.equals(shard)) {
            flaw(LogRule.PLACES, id + " stands here and belongs to " + home);
        }
    }

    private void endSegment() {
        if (openNumber < 0 || open.isEmpty()) {
            return;
        }
        Head head = open.get();
        if (succession.next() == 0) {
            // Nothing of the log was there to say where it begins; its end does.
            succession.beginAt(head.position() + 1);
        }
        if (succession.next() != head.position() + 1) {
            flaw(
                    LogRule.POSITIONS,
                    "segment " + openNumber + " ends with commit " + (succession.next() - 1) + ", and its head says "
                            + head.position());
            succession.beginAt(head.position() + 1);
        }
    }

    @Override
    public void beyond(Commit commit) {
        flaw(
                LogRule.POSITIONS,
                "commit " + commit.position() + " is there, and the head of the last segment says "
                        + moment.map(now -> now.head().position()).orElse(0L));
    }

    // The end.

    /** What was found, when the reading has ended like this. */
    public LogAudit.Result result(Onlooker.Outcome outcome) {
        switch (outcome) {
            case Onlooker.Outcome.Untouched() -> {}
            case Onlooker.Outcome.Restless(int tries) ->
                flaw(
                        LogRule.READABLE,
                        "its beginning moved " + tries + " times while it was read: read it when there is less to do");
            case Onlooker.Outcome.Seen(Moment now) -> {
                endSegment();
                conclude(now);
            }
        }
        return new LogAudit.Result(
                shard,
                new LogAudit.Count(moment, commits, entries, bytes, index.size(), counting),
                findings.listed(),
                findings.more());
    }

    private void conclude(Moment now) {
        if (!index.floor().raisedTo(now.head().floor()).equals(now.head().floor())) {
            flaw(
                    LogRule.FLOORS,
                    "the head's floor is " + now.head().floor() + ", and ids up to " + index.floor()
                            + " were archived");
        }
        index.gaps().forEach((id, gap) -> flaw(LogRule.SEQUENCES, id + " cannot be replayed: " + gap));
        for (String id : index.ids()) {
            IndexEntry entry = index.entry(id);
            long last = entry.highestAtOrBefore(Long.MAX_VALUE);
            entry.newest()
                    .filter(newest -> last > 0 && newest.snapshot().covers() > last)
                    .ifPresent(newest -> flaw(
                            LogRule.SNAPSHOTS,
                            "the snapshot of " + id + " is of sequence "
                                    + newest.snapshot().covers() + ", and its last event is " + last));
        }
    }
}
