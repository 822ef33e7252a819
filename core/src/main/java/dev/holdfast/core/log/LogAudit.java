package dev.holdfast.core.log;

import dev.holdfast.core.log.Onlooker.Moment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Holds one shard's log against every {@link LogRule}, and goes on after what is wrong: a new owner would stop at the
 * first. Reads the log twice: once as an onlooker, row by row, once as an owner would, id by id. Changes nothing.
 */
public final class LogAudit {
    /**
     * What there is.
     *
     * @param moment as which the shard was read; empty when nobody ever owned it
     * @param commits that are live
     * @param entries in them
     * @param bytes about so many, of the commits
     * @param ids of which something is known
     * @param snapshots that count
     */
    public record Count(Optional<Moment> moment, long commits, long entries, long bytes, int ids, int snapshots) {}

    /**
     * What came of it.
     *
     * @param findings at most some of each rule; the others are in {@code more}
     * @param more findings that are not listed
     */
    public record Result(ShardId shard, Count count, List<LogFinding> findings, long more) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    private final Function<StoreRequest, StoreAnswer> store;
    private final ShardId shard;
    private final int shards;
    private final long era;
    private final LogSettings settings;
    private final LogFindings findings;

    /**
     * @param shards how many there are of the shard's type
     * @param era of the store
     */
    public LogAudit(
            Function<StoreRequest, StoreAnswer> store, ShardId shard, int shards, long era, LogSettings settings) {
        this.store = store;
        this.shard = shard;
        this.shards = shards;
        this.era = era;
        this.settings = settings;
        this.findings = new LogFindings(shard);
    }

    /** Counts, and does not replay. */
    public Result look() {
        return audit(false);
    }

    /** Everything. */
    public Result verify() {
        return audit(true);
    }

    /**
     * The reader that checks what somebody else's onlooker is told; ask for {@link AuditedReading#result} at the end.
     */
    public AuditedReading checks() {
        return new AuditedReading(shard, shards, era, settings.keepsAllSnapshots(), findings);
    }

    private Result audit(boolean replay) {
        AuditedReading checks = checks();
        Onlooker.Outcome outcome = new Onlooker(store, shard, settings, checks).read();
        Result seen = checks.result(outcome);
        if (!replay || !(outcome instanceof Onlooker.Outcome.Seen(Moment moment))) {
            return seen;
        }
        TrialOwner trial = new TrialOwner(store, shard, era, settings, moment);
        trial.everything().forEach(what -> findings.add(LogRule.REPLAY, what));
        return new Result(shard, seen.count(), findings.listed(), findings.more());
    }
}
