package dev.holdfast.core.host;

import java.util.Optional;
import java.util.TreeMap;

/**
 * An agent's side of its host's lease, as a step machine: it numbers renewals, remembers when each was sent, and tells
 * from when a grant counts. Times are nanoseconds of a clock that goes on in suspend and that nobody sets back; where
 * several clocks are to be had, the one that is furthest.
 */
public final class LeaseHolder {
    private static final int REMEMBERED = 64;

    private final long life;
    private final TreeMap<Long, Long> sent = new TreeMap<>();
    private long numbers;
    private long term;

    /** @param life how often an agent was started on this host, this time included */
    public LeaseHolder(long life) {
        this.life = life;
    }

    /** @param now read before the renewal is sent, so that whatever holds it up counts */
    public LeaseRenewal renew(long now) {
        sent.put(++numbers, now);
        while (sent.size() > REMEMBERED) {
            sent.pollFirstEntry();
        }
        return new LeaseRenewal(life, numbers);
    }

    /** From when the lease counts; empty when the grant is not for this agent's life, is of a deposed owner, or old. */
    public Optional<Long> granted(LeaseGrant grant) {
        if (grant.life() != life || grant.term() < term) {
            return Optional.empty();
        }
        term = grant.term();
        Optional<Long> from = Optional.ofNullable(sent.get(grant.number()));
        sent.headMap(grant.number(), true).clear();
        return from;
    }
}
