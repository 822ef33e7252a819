package dev.holdfast.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.LeaseKeeper.Step;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private static final HostId HOST = new HostId("host-1");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long PROVEN = LeaseTerms.provenAfter().toNanos();
    private static final HostResource RESOURCE = new HostResource();

    private final LeaseKeeper keeper = new LeaseKeeper(7, 100 * SECOND);
    private HostState state = RESOURCE.unknown("host-1", Floor.NONE);
    private long now = 100 * SECOND;

    @Test
    void aRenewalIsGrantedBehindABarrierThatBeganAfterItArrived() {
        begin();
        keeper.renewed(HOST, new LeaseRenewal(2, 1), now);
        assertThat(keeper.drain()).containsExactly(new Step.AskBarrier(1));
        keeper.renewed(HOST, new LeaseRenewal(2, 2), now);
        assertThat(keeper.drain()).isEmpty();
        keeper.barrierPassed(1, now);
        assertThat(keeper.drain())
                .containsExactly(new Step.Send(HOST, new LeaseGrant(7, 2, 1)), new Step.AskBarrier(2));
        keeper.barrierPassed(2, now);
        assertThat(keeper.drain()).containsExactly(new Step.Send(HOST, new LeaseGrant(7, 2, 2)));
    }

    @Test
    void aBarrierThatFailedGrantsNothing() {
        begin();
        keeper.renewed(HOST, new LeaseRenewal(1, 1), now);
        keeper.barrierFailed(1);
        keeper.barrierPassed(1, now);
        assertThat(keeper.drain()).containsExactly(new Step.AskBarrier(1));
    }

    @Test
    void aSilentHostIsNotedAfterTenSecondsAndAgainAfterFifteen() {
        begin();
        assertThat(after(9)).isEmpty();
        assertThat(after(1)).containsExactly(silence(10));
        happens(new HostEvent.HostSuspected());
        assertThat(after(4)).isEmpty();
        assertThat(after(1)).containsExactly(silence(15));
        happens(new HostEvent.HostLost());
        assertThat(after(1)).isEmpty();
    }

    @Test
    void aSuspectedHostThatIsGrantedIsHeard() {
        begin();
        after(10);
        happens(new HostEvent.HostSuspected());
        keeper.renewed(HOST, new LeaseRenewal(1, 1), now);
        keeper.barrierPassed(1, now);
        assertThat(keeper.drain()).contains(new Step.Give(HOST, new HostCommand.NoteHeard()));
    }

    @Test
    void timeInWhichNobodyListenedIsNoSilence() {
        begin();
        after(4);
        now += 60 * SECOND;
        keeper.tick(now);
        assertThat(keeper.drain()).isEmpty();
        assertThat(after(5)).isEmpty();
        assertThat(after(1)).hasSize(1);
    }

    @Test
    void theLeaseOfALostHostIsOverSoLongAfterItsLastGrant() {
        begin();
        after(5);
        keeper.renewed(HOST, new LeaseRenewal(1, 1), now);
        keeper.barrierPassed(1, now);
        keeper.drain();
        long granted = now;
        long lost = lose();
        now = granted + PROVEN - 1;
        keeper.tick(now);
        assertThat(keeper.drain()).isEmpty();
        keeper.tick(now + 1);
        assertThat(keeper.drain()).containsExactly(new Step.Give(HOST, new HostCommand.ProveLapsed(lost)));
    }

    @Test
    void ofEarlierGrantsNothingIsKnownSoTheTakeOverCountsAsOne() {
        begin();
        long lost = lose();
        keeper.tick(100 * SECOND + PROVEN - 1);
        assertThat(keeper.drain()).isEmpty();
        keeper.tick(100 * SECOND + PROVEN);
        assertThat(keeper.drain()).containsExactly(new Step.Give(HOST, new HostCommand.ProveLapsed(lost)));
    }

    @Test
    void aLostHostIsGrantedNothingBeforeItSaysHelloAlsoWhenItWasLostBehindTheBarrier() {
        begin();
        keeper.renewed(HOST, new LeaseRenewal(1, 1), now);
        lose();
        keeper.drain();
        keeper.barrierPassed(1, now);
        assertThat(keeper.drain()).containsExactly(new Step.EndSession(HOST));
        keeper.renewed(HOST, new LeaseRenewal(1, 2), now);
        assertThat(keeper.drain()).containsExactly(new Step.EndSession(HOST));
    }

    @Test
    void anAgentTakesGrantsOfItsOwnLifeAndOfNoDeposedOwner() {
        LeaseHolder holder = new LeaseHolder(3);
        LeaseRenewal first = holder.renew(10);
        LeaseRenewal second = holder.renew(20);
        LeaseRenewal third = holder.renew(30);
        assertThat(first).isEqualTo(new LeaseRenewal(3, 1));
        assertThat(holder.granted(new LeaseGrant(5, 2, 1))).isEmpty();
        assertThat(holder.granted(new LeaseGrant(5, 3, second.number()))).contains(20L);
        assertThat(holder.granted(new LeaseGrant(5, 3, first.number()))).isEmpty();
        assertThat(holder.granted(new LeaseGrant(4, 3, third.number()))).isEmpty();
        assertThat(holder.granted(new LeaseGrant(6, 3, third.number()))).contains(30L);
        assertThat(holder.granted(new LeaseGrant(6, 3, 99))).isEmpty();
    }

    private static Step silence(long seconds) {
        return new Step.Give(HOST, new HostCommand.NoteSilence(Duration.ofSeconds(seconds)));
    }

    private void begin() {
        happens(new HostEvent.HostRegistered(
                HOST,
                new Uid("u"),
                new HostSpec(new Quantities(8, 1_024, 1, 0), new FaultDomain("r"), Collections.emptySortedMap()),
                Request.PLAIN.id()));
        happens(new HostEvent.AgentChanged(new AgentFacts("simulated", Fencing.WATCHDOG, "1")));
    }

    private long lose() {
        happens(new HostEvent.HostSuspected());
        happens(new HostEvent.HostLost());
        return state.sequence();
    }

    private void happens(HostEvent event) {
        state = RESOURCE.evolve(state, new Recorded<>(state.sequence() + 1, Samples.NOW, Party.LEASES, event));
        keeper.shown(state, now);
    }

    private List<Step> after(long seconds) {
        List<Step> steps = List.of();
        for (long i = 0; i < seconds; i++) {
            now += SECOND;
            keeper.tick(now);
            steps = keeper.drain();
        }
        return steps;
    }

    @Test
    void aProofIsOfOneLossAndNoOther() {
        begin();
        lose();
        HostState lost = state;
        Decision<HostEvent, HostRejection> other = RESOURCE.decide(
                lost,
                new HostCommand.ProveLapsed(lost.sequence() - 1),
                new Context(Samples.NOW, Party.LEASES, new Uid("f")));
        assertThat(other).isEqualTo(Decision.<HostEvent, HostRejection>nothing());
    }
}
