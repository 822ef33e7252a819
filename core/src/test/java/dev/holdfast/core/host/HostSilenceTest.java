package dev.holdfast.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.HostCommand.ConfirmFenced;
import dev.holdfast.core.host.HostCommand.GreetAgent;
import dev.holdfast.core.host.HostCommand.NoteHeard;
import dev.holdfast.core.host.HostCommand.NoteSilence;
import dev.holdfast.core.host.HostCommand.ProveLapsed;
import dev.holdfast.core.host.HostCommand.ReleaseClaim;
import dev.holdfast.core.host.HostCommand.RunInstance;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostSilenceTest {
    private static final HostId HOST = new HostId("host-1");
    private static final InstanceName WEB = new InstanceName("shop", "web-1");
    private static final Uid STOP = new Uid("stop");
    private static final Uid KEEP = new Uid("keep");
    private static final Epoch ONE = new Epoch(1);
    private static final Quantities SIZE = new Quantities(1, 1_024, 10, 0);
    private static final NoteSilence SUSPECTED = new NoteSilence(LeaseTerms.SUSPECT_AFTER);
    private static final NoteSilence LOST = new NoteSilence(LeaseTerms.LOST_AFTER);

    private final HostResource resource = new HostResource();
    private HostState state = resource.unknown("host-1", Floor.NONE);
    private Decision<HostEvent, HostRejection> last = Decision.nothing();

    @Test
    void aSilentHostIsSuspectedAndTakesNoClaimsThenLostAndTakesNoOrders() {
        host(Fencing.WATCHDOG);
        claim(STOP);
        give(new NoteSilence(Duration.ofSeconds(9)));
        assertThat(state.label()).isEqualTo("UP");
        give(SUSPECTED);
        assertThat(state.label()).isEqualTo("SUSPECT");
        claim(KEEP);
        assertThat(refusal().code()).isEqualTo(ErrorCode.HOST_SILENT);
        give(new NoteHeard());
        assertThat(state.label()).isEqualTo("UP");
        give(SUSPECTED);
        give(LOST);
        assertThat(state.label()).isEqualTo("LOST");
        give(new NoteHeard());
        assertThat(state.label()).isEqualTo("LOST");
        run(STOP, OnSilence.STOP);
        assertThat(events()).isEmpty();
        give(SUSPECTED);
        assertThat(events()).isEmpty();
    }

    @Test
    void aLostHostTellsThoseWhoHoldClaimsAndAHelloEndsIt() {
        host(Fencing.WATCHDOG);
        started(STOP, OnSilence.STOP);
        lose();
        assertThat(told()).containsExactly("silent stop");
        assertThat(resource.restless(state)).isTrue();
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of()));
        assertThat(events()).containsExactly(new HostEvent.HostHeard());
        assertThat(notices()).containsExactly(new HostNotice.AskAgent(STOP, ONE));
        assertThat(state.label()).isEqualTo("UP");
        assertThat(told()).isEmpty();
    }

    @Test
    void theEndOfTheLeaseProvesWhatWasUnderItAndNothingElse() {
        host(Fencing.WATCHDOG);
        started(STOP, OnSilence.STOP);
        started(KEEP, OnSilence.KEEP);
        lose();
        release(STOP);
        assertThat(events()).containsExactly(new HostEvent.ReleaseOrdered(STOP, ONE, 9));
        give(new ProveLapsed(state.sequence()));
        assertThat(events()).isEmpty();
        give(new ProveLapsed(((HostState.Lost) state).since()));
        assertThat(events()).containsExactly(new HostEvent.LeaseLapsed());
        assertThat(told()).containsExactly("silent keep", "proven stop");
        release(STOP);
        assertThat(events()).containsExactly(new HostEvent.ClaimFreed(STOP, ONE));
        release(KEEP);
        assertThat(events()).containsExactly(new HostEvent.ReleaseOrdered(KEEP, ONE, 9));
        assertThat(state.label()).isEqualTo("LOST");
    }

    @Test
    void aHostThatIsBackIsNotToldToRunWhatWasProvenGone() {
        host(Fencing.WATCHDOG);
        started(STOP, OnSilence.STOP);
        started(KEEP, OnSilence.KEEP);
        lose();
        give(new ProveLapsed(((HostState.Lost) state).since()));
        Resident left = new Resident(STOP, ONE, 5, 9, Resident.Sight.STOPPED, Optional.empty());
        Resident kept = new Resident(KEEP, ONE, 5, 9, Resident.Sight.RUNNING, Optional.empty());
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of(left, kept)));
        assertThat(events()).isEmpty();
        assertThat(notices()).containsExactly(new HostNotice.DismissResident(STOP, ONE, 6));
        assertThat(state.label()).isEqualTo("LOST");
        assertThat(told()).containsExactly("silent keep", "proven stop");

        release(STOP);
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of(kept)));
        assertThat(events()).containsExactly(new HostEvent.HostHeard());
        assertThat(state.label()).isEqualTo("UP");
        assertThat(resource.outstanding(state))
                .noneMatch(effect -> effect.key().uid().equals(STOP));
    }

    @Test
    void withoutAWatchdogSilenceProvesNothing() {
        for (Fencing fencing : List.of(Fencing.NONE, Fencing.POWER)) {
            state = resource.unknown("host-1", Floor.NONE);
            host(fencing);
            started(STOP, OnSilence.STOP);
            lose();
            give(new ProveLapsed(((HostState.Lost) state).since()));
            assertThat(events()).isEmpty();
        }
    }

    @Test
    void whenAllWasUnderTheLeaseTheHostIsGoneAndBeginsAnewWhenItComesBack() {
        host(Fencing.WATCHDOG);
        started(STOP, OnSilence.STOP);
        Uid before = life().uid();
        lose();
        give(new ProveLapsed(((HostState.Lost) state).since()));
        assertThat(state.label()).isEqualTo("GONE");
        Resident left = new Resident(STOP, ONE, 5, 9, Resident.Sight.RUNNING, Optional.empty());
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of(left)));
        assertThat(events()).isEmpty();
        assertThat(notices()).containsExactly(new HostNotice.DismissResident(STOP, ONE, 6));
        release(STOP);
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of(left)));
        assertThat(events()).containsExactly(new HostEvent.HostRevived(new Uid("fresh-" + (state.sequence() - 1))));
        assertThat(notices()).containsExactly(new HostNotice.DismissResident(STOP, ONE, 6));
        assertThat(state.label()).isEqualTo("UP");
        assertThat(life().uid()).isNotEqualTo(before);
        claim(STOP);
        assertThat(refusal().code()).isEqualTo(ErrorCode.STALE_EPOCH);
    }

    @Test
    void aPersonsWordCountsForALostHostOnlyAndIsInTheLogWithTheReason() {
        host(Fencing.NONE);
        started(KEEP, OnSilence.KEEP);
        ConfirmFenced confirm = new ConfirmFenced("pulled the plug", Request.of(new RequestId("r")));
        give(confirm);
        assertThat(((Decision.Rejected<HostEvent, HostRejection>) last).reason().code())
                .isEqualTo(ErrorCode.ILLEGAL_VERB);
        lose();
        give(confirm);
        assertThat(events())
                .containsExactly(new HostEvent.FencingConfirmed("pulled the plug", Optional.of(new RequestId("r"))));
        assertThat(state.label()).isEqualTo("GONE");
        assertThat(told()).containsExactly("proven keep");
        give(confirm);
        assertThat(events()).isEmpty();
        release(KEEP);
        assertThat(events()).containsExactly(new HostEvent.ClaimFreed(KEEP, ONE));
    }

    @Test
    void aCordonedHostIsCordonedAgainWhenItIsHeard() {
        host(Fencing.WATCHDOG);
        give(new HostCommand.CordonHost(Request.PLAIN));
        lose();
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of()));
        assertThat(state.label()).isEqualTo("CORDONED");
        lose();
        give(new HostCommand.UncordonHost(Request.PLAIN));
        give(new GreetAgent(facts(Fencing.WATCHDOG), List.of()));
        assertThat(state.label()).isEqualTo("UP");
    }

    @Test
    void nothingIsPlacedOnAHostThatIsNotHeard() {
        host(Fencing.WATCHDOG);
        assertThat(HostOffers.of(state).orElseThrow().ready()).isTrue();
        give(SUSPECTED);
        assertThat(HostOffers.of(state).orElseThrow().ready()).isFalse();
        give(LOST);
        assertThat(HostOffers.of(state).orElseThrow().ready()).isFalse();
    }

    private void host(Fencing fencing) {
        give(new HostCommand.RegisterHost(
                HOST,
                new HostSpec(
                        new Quantities(8, 16_384, 100, 0), new FaultDomain("rack-a"), Collections.emptySortedMap()),
                Request.PLAIN));
        give(new GreetAgent(facts(fencing), List.of()));
    }

    private static AgentFacts facts(Fencing fencing) {
        return new AgentFacts("simulated", fencing, "1");
    }

    private void started(Uid uid, OnSilence onSilence) {
        claim(uid);
        run(uid, onSilence);
    }

    private void claim(Uid uid) {
        give(new HostCommand.ClaimCapacity(life().uid(), WEB, uid, ONE, 3, SIZE, Optional.empty(), Samples.NOW));
    }

    private void run(Uid uid, OnSilence onSilence) {
        Workload workload =
                new Workload(SIZE, "i", List.of(), "", Collections.emptySortedMap(), Duration.ofSeconds(1), onSilence);
        give(new RunInstance(life().uid(), WEB, uid, ONE, 5, workload, Samples.NOW));
    }

    private void release(Uid uid) {
        give(new ReleaseClaim(life().uid(), WEB, uid, ONE, 9));
    }

    private void lose() {
        give(SUSPECTED);
        give(LOST);
    }

    private void give(HostCommand command) {
        last = resource.decide(
                state, command, new Context(Samples.NOW, Party.LEASES, new Uid("fresh-" + state.sequence())));
        if (last instanceof Decision.Accepted<HostEvent, HostRejection> accepted) {
            for (HostEvent event : accepted.events()) {
                state = resource.evolve(state, new Recorded<>(state.sequence() + 1, Samples.NOW, Party.LEASES, event));
            }
        }
    }

    private HostLife life() {
        return ((HostState.Registered) state).life();
    }

    private List<HostEvent> events() {
        return ((Decision.Accepted<HostEvent, HostRejection>) last).events();
    }

    private List<dev.holdfast.core.resource.Notice> notices() {
        return ((Decision.Accepted<HostEvent, HostRejection>) last).notices();
    }

    private HostNotice.RefuseClaim refusal() {
        return (HostNotice.RefuseClaim)
                ((Decision.Accepted<HostEvent, HostRejection>) last).notices().getFirst();
    }

    private List<String> told() {
        return resource.outstanding(state).stream()
                .filter(HostEffect.TellHolder.class::isInstance)
                .map(effect -> effect.key().kind() + " " + effect.key().uid())
                .toList();
    }
}
