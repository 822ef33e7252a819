package dev.holdfast.core.host;

import dev.holdfast.core.shared.HostId;
import java.util.List;

/**
 * The leases of a shard's hosts as its owner sees them: {@link LeaseKeeper}, or in a simulation one with a wrong step
 * in it. Times are nanoseconds of the owner's own clock.
 */
public interface LeaseMachine {
    void shown(HostState state, long now);

    void heard(HostId host, long now);

    void present(HostId host, long now);

    void renewed(HostId host, LeaseRenewal renewal, long now);

    void barrierPassed(long token, long now);

    void barrierFailed(long token);

    void tick(long now);

    List<LeaseKeeper.Step> drain();
}
