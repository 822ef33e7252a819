package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseKeeper;
import dev.holdfast.core.host.LeaseMachine;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.shared.HostId;
import java.util.List;

/** Leases as a node keeps them. A planted bug overrides what it breaks. */
public class KeptLeases implements LeaseMachine {
    private final LeaseKeeper keeper;

    public KeptLeases(LeaseKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public void shown(HostState state, long now) {
        keeper.shown(state, now);
    }

    @Override
    public void heard(HostId host, long now) {
        keeper.heard(host, now);
    }

    @Override
    public void present(HostId host, long now) {
        keeper.present(host, now);
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
}
