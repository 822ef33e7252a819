package dev.holdfast.core.host;

import java.time.Duration;
import java.util.Optional;

/**
 * How a host's lease stands with who owns its shard; soft, and not older than the ownership.
 *
 * @param silence since anything was heard of the host, or since the ownership began
 * @param sinceGrant since the last grant; empty when this owner has granted none
 */
public record LeaseStanding(Duration silence, Optional<Duration> sinceGrant) {
    /** How much longer what is under the lease may run, at most; empty when this owner has granted none. */
    public Optional<Duration> left() {
        return sinceGrant.map(LeaseTerms.LEASE::minus).map(left -> left.isNegative() ? Duration.ZERO : left);
    }
}
