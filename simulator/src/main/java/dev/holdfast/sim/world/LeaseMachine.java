package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseKeeper;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.shared.HostId;
import java.util.List;

/** The leases of a shard's hosts as its owner sees them: core's {@link LeaseKeeper}, or one with a wrong step in it. */
public interface LeaseMachine {
    void shown(HostState state, long now);

    void heard(HostId host, long now);

    void renewed(HostId host, LeaseRenewal renewal, long now);

    void barrierPassed(long token, long now);

    void barrierFailed(long token);

    void tick(long now);

    List<LeaseKeeper.Step> drain();
}
