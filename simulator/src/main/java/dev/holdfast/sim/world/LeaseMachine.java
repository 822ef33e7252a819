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

    /** The real one. */
    static LeaseMachine of(LeaseKeeper keeper) {
        return new LeaseMachine() {
            @Override
            public void shown(HostState state, long now) {
                keeper.shown(state, now);
            }

            @Override
            public void heard(HostId host, long now) {
                keeper.heard(host, now);
            }

            @Override
            public void renewed(HostId host, LeaseRenewal renewal, long now) {
                keeper.renewed(host, renewal, now);
            }

            @Override
            public void barrierPassed(long token, long now) {
                keeper.barrierPassed(token, now);
            }

            @Override
            public void barrierFailed(long token) {
                keeper.barrierFailed(token);
            }

            @Override
            public void tick(long now) {
                keeper.tick(now);
            }

            @Override
            public List<LeaseKeeper.Step> drain() {
                return keeper.drain();
            }
        };
    }
}
