package dev.holdfast.core.host;

import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Capacity that this host holds for an instance under an epoch.
 *
 * @param cause sequence of the instance's event that asked; of several, the highest sets the size
 * @param order what the agent is told; empty while the instance has ordered nothing, and so nothing can be there
 */
public record HostClaim(
        InstanceName name,
        Quantities size,
        long cause,
        Optional<SpreadKey> spreadKey,
        Instant acceptedAt,
        Optional<Order> order) {

    /** Whether it is only waiting for the agent to say that nothing remains. */
    public boolean releasing() {
        return order.filter(each -> each.wanted() == Wanted.GONE).isPresent();
    }

    /** Whether the host's watchdog stops it when the lease is over. */
    boolean underLease() {
        return order.filter(each -> each.workload().onSilence() == OnSilence.STOP)
                .isPresent();
    }

    HostClaim ordered(Order newOrder) {
        return new HostClaim(name, size, cause, spreadKey, acceptedAt, Optional.of(newOrder));
    }
}
