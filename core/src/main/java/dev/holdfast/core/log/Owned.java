package dev.holdfast.core.log;

/**
 * What an owner holds: its term, the head as its own last write left it, the segments, the index. One of these is born
 * with each acquire and dies with the ownership.
 */
final class Owned {
    private final ShardId shard;
    private final String owner;
    private final long era;
    private final LogIndex index;
    private final Segments segments = new Segments();
    private Head head;
    private long segment;
    private long headWrites;
    private long snapshotsWritten;
    private long bytesInSegment;

    /** @param headWrites how many head writes this owner has tried already */
    Owned(ShardId shard, String owner, long era, LogIndex index, long segment, Head head, long headWrites) {
        this.shard = shard;
        this.owner = owner;
        this.era = era;
        this.index = index;
        this.segment = segment;
        this.head = head;
        this.headWrites = headWrites;
        index.floor(head.floor());
    }

    ShardId shard() {
        return shard;
    }

    LogIndex index() {
        return index;
    }

    Segments segments() {
        return segments;
    }

    Head head() {
        return head;
    }

    long term() {
        return head.term();
    }

    long segment() {
        return segment;
    }

    CommitId freshCommit() {
        return new CommitId(owner, ++headWrites);
    }

    SnapshotVersion freshVersion() {
        return new SnapshotVersion(era, head.term(), ++snapshotsWritten);
    }

    /** Whether the log reaches as far as the snapshot does, and both are of one era. */
    boolean counts(Snapshot snapshot) {
        return snapshot.position() <= head.position() && snapshot.version().era() == era;
    }

    Condition unchanged() {
        return new Condition.CommitIs(head.term(), head.commit());
    }

    /** A head write of this owner was applied. */
    void wrote(Head newHead) {
        head = newHead;
    }

    void appended(Head newHead, int bytes) {
        head = newHead;
        bytesInSegment += bytes;
        segments.extend(newHead.position());
    }

    void continued(long newSegment, Head newHead) {
        head = newHead;
        segment = newSegment;
        bytesInSegment = 0;
        segments.open(newSegment, newHead.position());
    }

    boolean segmentFull(LogSettings settings) {
        return segments.newest().end() - segments.newest().base() >= settings.commitsPerSegment()
                || bytesInSegment >= settings.bytesPerSegment();
    }

    void found(int bytes) {
        bytesInSegment = bytes;
    }
}
