package dev.holdfast.core.log;

import java.time.Duration;

/**
 * Bounds of a {@link ShardLog}.
 *
 * @param entriesPerCommit at most so many entries in one commit
 * @param bytesPerCommit at most about so many bytes in one commit
 * @param bytesPerAppend at most so many bytes in one append, which is never split
 * @param commitsPerSegment a segment is full at so many commits
 * @param bytesPerSegment or at so many bytes
 * @param queuedEntries at most so many entries wait; more are refused
 * @param answerTimeout a request without an answer for so long counts as unknown
 * @param resendAfter how long after an unknown outcome the same statement is sent again, doubled up to
 *     {@code resendAtMost}
 * @param readPage at most so many rows in one read
 * @param snapshotEvery how many events of an id make a snapshot worthwhile
 * @param pageBytes about so many bytes in one page of snapshots or commits
 * @param segmentsKept so many sealed segments may lie before the oldest is emptied
 * @param segmentsAlarm more live segments than this are an alarm
 * @param generationRows a generation of snapshots is full at so many rows, or four times the ids if that is more
 * @param keepsAllSnapshots whether superseded snapshots count until somebody deletes them, as plain Pekko users expect
 */
public record LogSettings(
        int entriesPerCommit,
        int bytesPerCommit,
        int bytesPerAppend,
        int commitsPerSegment,
        long bytesPerSegment,
        int queuedEntries,
        Duration answerTimeout,
        Duration resendAfter,
        Duration resendAtMost,
        int readPage,
        int snapshotEvery,
        int pageBytes,
        int segmentsKept,
        int segmentsAlarm,
        int generationRows,
        boolean keepsAllSnapshots) {
    public static final LogSettings DEFAULT = new LogSettings(
            256,
            256 * 1024,
            1024 * 1024,
            4_096,
            16L * 1024 * 1024,
            16_384,
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            256,
            128,
            1024 * 1024,
            3,
            8,
            4_096,
            false);

    /** The same, for ids that are not ours: their snapshots are theirs to delete. */
    public LogSettings keepingAllSnapshots() {
        return new LogSettings(
                entriesPerCommit,
                bytesPerCommit,
                bytesPerAppend,
                commitsPerSegment,
                bytesPerSegment,
                queuedEntries,
                answerTimeout,
                resendAfter,
                resendAtMost,
                readPage,
                snapshotEvery,
                pageBytes,
                segmentsKept,
                segmentsAlarm,
                generationRows,
                true);
    }
}
