package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a shard without owning it, and changes nothing. What it gives is the shard as it was at one moment, although an
 * owner may go on meanwhile: the snapshots are listed first, then the head is read, which is the moment, then the
 * commits up to that head. Rows at or before a head never change; so this holds if the log's beginning has not moved
 * from before the list to after the last row, and the head is read once more to see that.
 *
 * <p>A snapshot that went while they were listed was one of an id whose archiving stands before the moment, or is
 * superseded by one that is listed later. One that came is of no later state than the moment.
 */
public final class Onlooker {
    /** So many unreadable rows in a row, and the rest of the segment is left alone. */
    private static final int UNREADABLE_AT_MOST = 16;

    private static final int TRIES = 5;

    /**
     * The moment as which a shard is shown.
     *
     * @param segment the last one that has a head
     * @param head as it was then
     */
    public record Moment(long segment, Head head) {}

    /** Who is told what there is; for each try from the beginning, in this order. */
    public interface Reader {
        /** What was told before is void. */
        void begin();

        void snapshot(long generation, Snapshot snapshot);

        /** Everything of the log that follows is up to here; snapshots came before. */
        void moment(Moment moment);

        /**
         * A live segment begins.
         *
         * @param begins the position that its first commit must have; 0 when nothing is left that would tell
         * @param head empty when it is missing, as it must not be
         */
        void segment(long number, long begins, Optional<Head> head);

        void commit(long segment, Commit commit);

        /** The row of a commit that no head has ever counted. */
        void beyond(Commit commit);

        /** Something that cannot be. */
        void flaw(LogRule rule, String what);
    }

    /** How a reading ended. */
    public sealed interface Outcome {
        /** Nobody ever owned the shard. */
        record Untouched() implements Outcome {}

        /** It was read, as it was at this moment. */
        record Seen(Moment moment) implements Outcome {}

        /** Its beginning moved each time while it was read. */
        record Restless(int tries) implements Outcome {}
    }

    private final Function<StoreRequest, StoreAnswer> store;
    private final ShardId shard;
    private final LogSettings settings;
    private final Reader reader;

    /**
     * @param store answers each request; throws when it cannot be reached at all
     * @param settings for the size of its pages
     */
    public Onlooker(Function<StoreRequest, StoreAnswer> store, ShardId shard, LogSettings settings, Reader reader) {
        this.store = store;
        this.shard = shard;
        this.settings = settings;
        this.reader = reader;
    }

    /** Reads all of it. */
    public Outcome read() {
        for (int i = 0; i < TRIES; i++) {
            reader.begin();
            Optional<Moment> before = last();
            if (before.isEmpty()) {
                return new Outcome.Untouched();
            }
            long generation = before.get().head().firstGeneration();
            listSnapshots(generation);
            listSnapshots(generation + 1);
            Moment moment = follow(before.get());
            if (sameBeginning(before.get(), moment)) {
                reader.moment(moment);
                readSegments(moment);
                Optional<Commit> beyond = rowAfter(moment);
                Moment after = follow(moment);
                if (sameBeginning(moment, after)) {
                    beyond.filter(row -> row.position() > positionIn(moment.segment(), after))
                            .ifPresent(reader::beyond);
                    return new Outcome.Seen(moment);
                }
            }
        }
        return new Outcome.Restless(TRIES);
    }

    /** Where the log ends now, without reading it; empty when nobody ever owned the shard. */
    public Optional<Moment> last() {
        Optional<Long> hint = ask(new StoreRequest.ReadHint(shard)) instanceof StoreAnswer.HintRead(var found)
                ? found
                : Optional.empty();
        long start = hint.orElse(0L);
        Optional<Head> head = head(start);
        if (head.isEmpty() && hint.isPresent()) {
            reader.flaw(LogRule.HEADS, "the hint says segment " + start + ", and that one has no head");
            start = 0;
            head = head(0);
        }
        long segment = start;
        return head.map(found -> follow(new Moment(segment, found)));
    }

    /** Follows sealed segments to the last one that has a head; an owner may have died before it made the next. */
    private Moment follow(Moment from) {
        long segment = from.segment();
        Head head = head(segment).orElse(from.head());
        while (head.sealed()) {
            Optional<Head> next = head(segment + 1);
            if (next.isEmpty()) {
                break;
            }
            segment++;
            head = next.get();
        }
        return new Moment(segment, head);
    }

    private static boolean sameBeginning(Moment one, Moment other) {
        return one.head().firstSegment() == other.head().firstSegment()
                && one.head().firstGeneration() == other.head().firstGeneration();
    }

    private long positionIn(long segment, Moment now) {
        return segment == now.segment()
                ? now.head().position()
                : head(segment).map(Head::position).orElse(0L);
    }

    private void listSnapshots(long generation) {
        Optional<SnapshotKey> after = Optional.empty();
        while (true) {
            StoreAnswer answer = ask(new StoreRequest.ListSnapshots(
                    shard, generation, after, settings.readPage(), settings.pageBytes(), false));
            if (!(answer instanceof StoreAnswer.SnapshotsListed(List<Snapshot> page))) {
                reader.flaw(
                        LogRule.READABLE,
                        "snapshots of generation " + generation
                                + after.map(key -> " after the one of " + key.id() + " at " + key.sequence())
                                        .orElse("") + ": " + inWords(answer));
                return;
            }
            if (page.isEmpty()) {
                return;
            }
            page.forEach(snapshot -> reader.snapshot(generation, snapshot));
            after = Optional.of(SnapshotKey.of(page.getLast()));
        }
    }

    private void readSegments(Moment moment) {
        long first = moment.head().firstSegment();
        // The heads of emptied segments stay; the newest of them tells where the live log begins.
        long next = 1;
        if (first > 0) {
            Optional<Head> marker = head(first - 1);
            if (marker.isEmpty()) {
                reader.flaw(LogRule.HEADS, "segment " + (first - 1) + " was emptied, and its head is gone too");
            }
            next = marker.map(head -> head.position() + 1).orElse(0L);
        }
        for (long segment = first; segment <= moment.segment(); segment++) {
            boolean last = segment == moment.segment();
            Optional<Head> head = last ? Optional.of(moment.head()) : head(segment);
            reader.segment(segment, next, head);
            readCommits(segment, next, last ? moment.head().position() : Long.MAX_VALUE);
            next = head.map(found -> found.position() + 1).orElse(next);
        }
    }

    /**
     * Rows from the segment's first on, whatever their position: what should not be there is seen too.
     *
     * @param expected the position at which it should begin
     * @param end the last one that is wanted
     */
    private void readCommits(long segment, long expected, long end) {
        long from = 0;
        int unreadable = 0;
        while (from <= end) {
            int limit = unreadable == 0 ? settings.readPage() : 1;
            StoreAnswer answer = ask(new StoreRequest.ReadCommits(shard, segment, from, limit, settings.pageBytes()));
            if (answer instanceof StoreAnswer.CommitsRead(List<Commit> page)) {
                if (page.isEmpty()) {
                    return;
                }
                for (Commit commit : page) {
                    if (commit.position() <= end) {
                        reader.commit(segment, commit);
                    }
                }
                from = Math.max(from, page.getLast().position()) + 1;
                unreadable = 0;
                continue;
            }
            from = Math.max(from, expected);
            if (limit == 1) {
                reader.flaw(
                        LogRule.READABLE,
                        "the commit at or after " + from + " in segment " + segment + ": " + inWords(answer));
                from++;
            }
            unreadable++;
            if (unreadable > UNREADABLE_AT_MOST) {
                reader.flaw(LogRule.READABLE, "segment " + segment + " from commit " + from + " on was left alone");
                return;
            }
        }
    }

    private Optional<Commit> rowAfter(Moment moment) {
        StoreAnswer answer = ask(new StoreRequest.ReadCommits(
                shard, moment.segment(), moment.head().position() + 1, 1, settings.pageBytes()));
        return answer instanceof StoreAnswer.CommitsRead(List<Commit> page) && !page.isEmpty()
                ? Optional.of(page.getFirst())
                : Optional.empty();
    }

    private Optional<Head> head(long segment) {
        StoreAnswer answer = ask(new StoreRequest.ReadHead(shard, segment));
        if (answer instanceof StoreAnswer.HeadRead(Optional<Head> head)) {
            return head;
        }
        reader.flaw(LogRule.READABLE, "the head of segment " + segment + ": " + inWords(answer));
        return Optional.empty();
    }

    private StoreAnswer ask(StoreRequest request) {
        return store.apply(request);
    }

    private static String inWords(StoreAnswer answer) {
        return answer instanceof StoreAnswer.Unknown(String why) ? why : answer.toString();
    }
}
