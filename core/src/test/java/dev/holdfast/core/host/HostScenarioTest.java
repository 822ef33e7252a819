package dev.holdfast.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.host.HostCommand.ClaimCapacity;
import dev.holdfast.core.host.HostCommand.CordonHost;
import dev.holdfast.core.host.HostCommand.DisownClaim;
import dev.holdfast.core.host.HostCommand.GreetAgent;
import dev.holdfast.core.host.HostCommand.QueryInstance;
import dev.holdfast.core.host.HostCommand.RegisterHost;
import dev.holdfast.core.host.HostCommand.ReleaseClaim;
import dev.holdfast.core.host.HostCommand.ReportInstance;
import dev.holdfast.core.host.HostCommand.RunInstance;
import dev.holdfast.core.host.HostCommand.StopInstance;
import dev.holdfast.core.host.HostCommand.UncordonHost;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.CorruptHistoryException;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Notice;
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
import dev.holdfast.core.testing.Property;
import dev.holdfast.core.testing.Rng;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostScenarioTest {
    private static final HostId HOST = new HostId("host-1");
    private static final Uid HOST_UID = new Uid("host-uid");
    private static final Quantities CAPACITY = new Quantities(8, 16_384, 100, 0);
    private static final Quantities HALF = new Quantities(4, 8_192, 50, 0);
    private static final HostSpec SPEC =
            new HostSpec(CAPACITY, new FaultDomain("rack-a"), Collections.emptySortedMap());
    private static final AgentFacts AGENT = new AgentFacts("simulated", Fencing.NONE, "1");
    private static final Workload WORKLOAD = new Workload(
            HALF, "debian-12", List.of(), "", Collections.emptySortedMap(), Duration.ofSeconds(90), OnSilence.KEEP);
    private static final InstanceName WEB = new InstanceName("shop", "web-1");
    private static final Uid UID = new Uid("life-0");
    private static final Epoch ONE = new Epoch(1);
    private static final Epoch TWO = new Epoch(2);

    private final HostResource resource = new HostResource();
    private HostState state = resource.unknown("host-1", Floor.NONE);
    private Instant now = Samples.NOW;
    private Decision<HostEvent, HostRejection> last = Decision.nothing();

    @Test
    void aClaimIsHeldOnceHoweverOftenItIsAsked() {
        ready();
        when(claim(UID, ONE, HALF)).tells(new HostNotice.ConfirmClaim(WEB, HOST, UID, ONE));
        assertThat(life().free()).isEqualTo(CAPACITY.minus(HALF));
        when(claim(UID, ONE, HALF)).thenEvents().tells(new HostNotice.ConfirmClaim(WEB, HOST, UID, ONE));
        assertThat(life().free()).isEqualTo(CAPACITY.minus(HALF));
    }

    @Test
    void aClaimBeyondCapacityIsRefusedWithTheReason() {
        ready();
        when(claim(UID, ONE, HALF));
        when(claim(new Uid("b"), ONE, HALF));
        when(claim(new Uid("c"), ONE, new Quantities(1, 1, 0, 0))).thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.HOST_FULL);
    }

    @Test
    void theHighestCauseSetsTheSizeOfAClaim() {
        ready();
        when(claim(UID, ONE, HALF));
        when(new ClaimCapacity(HOST_UID, WEB, UID, ONE, 9, CAPACITY, Optional.empty(), now));
        assertThat(life().free()).isEqualTo(Quantities.NONE);
        when(claim(UID, ONE, HALF)).thenEvents();
        assertThat(life().free()).isEqualTo(Quantities.NONE);
    }

    @Test
    void aCordonedHostTakesNoNewClaimAndServesTheOldOnes() {
        ready();
        when(claim(UID, ONE, HALF));
        when(new CordonHost(Request.PLAIN));
        when(claim(new Uid("b"), ONE, HALF)).thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.HOST_CORDONED);
        when(claim(UID, ONE, HALF)).tells(new HostNotice.ConfirmClaim(WEB, HOST, UID, ONE));
        when(run(UID, ONE, 5)).thenEvents(new HostEvent.RunOrdered(UID, ONE, 5, WORKLOAD));
        when(new UncordonHost(Request.PLAIN));
        when(claim(new Uid("b"), ONE, HALF)).tells(new HostNotice.ConfirmClaim(WEB, HOST, new Uid("b"), ONE));
    }

    @Test
    void aHostWhoseAgentWasNeverHeardTakesNoClaim() {
        when(new RegisterHost(HOST, SPEC, Request.PLAIN));
        when(claim(UID, ONE, HALF)).thenEvents();
        assertThat(refusal().message()).contains("no agent");
    }

    @Test
    void anOrderIsInTheLogBeforeTheAgentHearsOfItAndOlderOnesAreIgnored() {
        ready();
        when(claim(UID, ONE, HALF));
        assertThat(assigned()).isEmpty();
        when(run(UID, ONE, 5)).tells(new HostNotice.AcknowledgeOrder(WEB, UID, ONE, 5));
        assertThat(assigned()).containsExactly(new Order(5, Wanted.RUNNING, false, WORKLOAD));
        when(stop(UID, ONE, 7)).tells(new HostNotice.AcknowledgeOrder(WEB, UID, ONE, 7));
        when(run(UID, ONE, 5)).thenEvents().tellsNothing();
        when(stop(UID, ONE, 7)).thenEvents().tells(new HostNotice.AcknowledgeOrder(WEB, UID, ONE, 7));
        assertThat(assigned()).containsExactly(new Order(7, Wanted.STOPPED, false, WORKLOAD));
    }

    @Test
    void aReleaseIsConfirmedAtOnceWhenTheAgentWasNeverTold() {
        ready();
        when(claim(UID, ONE, HALF));
        when(release(UID, ONE, 6))
                .thenEvents(new HostEvent.ClaimFreed(UID, ONE))
                .tells(new HostNotice.ConfirmRelease(WEB, HOST, UID, ONE));
        assertThat(life().free()).isEqualTo(CAPACITY);
    }

    @Test
    void aReleaseOfWhatTheAgentWasToldIsConfirmedOnlyWhenTheAgentSaysGone() {
        ready();
        when(claim(UID, ONE, HALF));
        when(run(UID, ONE, 5));
        when(release(UID, ONE, 8))
                .thenEvents(new HostEvent.ReleaseOrdered(UID, ONE, 8))
                .tellsNothing();
        assertThat(assigned()).extracting(Order::wanted).containsExactly(Wanted.GONE);
        when(release(UID, ONE, 8)).thenEvents().tells(new HostNotice.AskAgent(UID, ONE));
        when(report(UID, ONE, 5, Sight.GONE)).thenEvents().tellsNothing();
        when(report(UID, ONE, 8, Sight.STOPPING)).thenEvents().tellsNothing();
        assertThat(life().free()).isEqualTo(CAPACITY.minus(HALF));
        when(report(UID, ONE, 8, Sight.GONE))
                .thenEvents(new HostEvent.ClaimFreed(UID, ONE))
                .tells(new HostNotice.ConfirmRelease(WEB, HOST, UID, ONE));
        assertThat(life().free()).isEqualTo(CAPACITY);
        when(release(UID, ONE, 8)).thenEvents().tells(new HostNotice.ConfirmRelease(WEB, HOST, UID, ONE));
    }

    @Test
    void whatWasReleasedIsNeverClaimedOrStartedAgain() {
        ready();
        when(release(UID, TWO, 6)).thenEvents(new HostEvent.ClaimFreed(UID, TWO));
        when(claim(UID, ONE, HALF)).thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.STALE_EPOCH);
        when(claim(UID, TWO, HALF)).thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.STALE_EPOCH);
        when(run(UID, TWO, 9)).thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.NOT_HELD);
        when(claim(UID, new Epoch(3), HALF)).tells(new HostNotice.ConfirmClaim(WEB, HOST, UID, new Epoch(3)));
    }

    @Test
    void aReleaseFreesExactlyTheEpochsUpToItsOwn() {
        ready();
        when(release(UID, ONE, 2));
        when(claim(UID, TWO, HALF));
        when(release(UID, ONE, 2)).thenEvents().tells(new HostNotice.ConfirmRelease(WEB, HOST, UID, ONE));
        assertThat(life().claims()).hasSize(1);
    }

    @Test
    void anOrderAffirmedTooLongAgoStartsNothing() {
        ready();
        Instant old = now.minus(Duration.ofHours(13));
        when(new ClaimCapacity(HOST_UID, WEB, UID, ONE, 3, HALF, Optional.empty(), old))
                .thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.ORDER_TOO_OLD);
        when(claim(UID, ONE, HALF));
        when(new RunInstance(HOST_UID, WEB, UID, ONE, 5, WORKLOAD, old))
                .thenEvents()
                .tellsNothing();
    }

    @Test
    void releasesAreRememberedForADayWhichIsLongerThanAnyOrderStaysAcceptable() {
        ready();
        when(release(UID, ONE, 6));
        now = now.plus(Duration.ofHours(23));
        when(release(new Uid("b"), ONE, 6));
        assertThat(life().released()).containsKey(UID);
        now = now.plus(Duration.ofHours(2));
        when(release(new Uid("c"), ONE, 6));
        assertThat(life().released()).doesNotContainKey(UID);
    }

    @Test
    void anOrderForAnotherLifeOfTheHostIsRefusedAndItsReleaseConfirmed() {
        ready();
        Uid old = new Uid("host-before");
        when(new ClaimCapacity(old, WEB, UID, ONE, 3, HALF, Optional.empty(), now))
                .thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.NOT_FOUND);
        when(new ReleaseClaim(old, WEB, UID, ONE, 3))
                .thenEvents()
                .tells(new HostNotice.ConfirmRelease(WEB, HOST, UID, ONE));
    }

    @Test
    void everyClaimIsAskedAfterAndFreedWhenItsInstanceDisownsIt() {
        ready();
        when(claim(UID, ONE, HALF));
        assertThat(resource.outstanding(state)).hasOnlyElementsOfType(HostEffect.AskHolder.class);
        when(new DisownClaim(UID, ONE)).thenEvents(new HostEvent.ClaimFreed(UID, ONE));
        when(new DisownClaim(UID, ONE)).thenEvents();
        when(claim(UID, TWO, HALF));
        when(run(UID, TWO, 5));
        when(new DisownClaim(UID, TWO)).thenEvents(new HostEvent.ReleaseOrdered(UID, TWO, 6));
    }

    @Test
    void aHelloIsPassedOnToWhomItConcernsAndStrangersAreDismissed() {
        ready();
        when(claim(UID, ONE, HALF));
        when(run(UID, ONE, 5));
        Resident known = resident(UID, ONE, 5, Sight.RUNNING);
        Resident stranger = resident(new Uid("stranger"), ONE, 3, Sight.RUNNING);
        when(new GreetAgent(AGENT, List.of(known, stranger)))
                .thenEvents()
                .tells(
                        new HostNotice.TellInstance(WEB, HOST, known),
                        new HostNotice.DismissResident(new Uid("stranger"), ONE, 4));
    }

    @Test
    void aQueryIsPassedToTheAgentOrRefusedWhenNothingIsHeld() {
        ready();
        when(new QueryInstance(HOST_UID, WEB, UID, ONE)).thenEvents();
        assertThat(refusal().code()).isEqualTo(ErrorCode.NOT_HELD);
        when(claim(UID, ONE, HALF));
        when(new QueryInstance(HOST_UID, WEB, UID, ONE)).tellsNothing();
        when(run(UID, ONE, 5));
        when(new QueryInstance(HOST_UID, WEB, UID, ONE)).tells(new HostNotice.AskAgent(UID, ONE));
    }

    @Test
    void operatorsRequestsTakeEffectOnceAndNameWhatDiffers() {
        Request register = Request.of(new RequestId("register"));
        when(new RegisterHost(HOST, SPEC, register));
        when(new RegisterHost(HOST, SPEC, register)).thenEvents();
        HostSpec other = new HostSpec(HALF, SPEC.faultDomain(), SPEC.labels());
        when(new RegisterHost(HOST, other, register)).refused(HostRejection.RequestIdReused.class);
        when(new RegisterHost(HOST, other, Request.PLAIN)).refused(HostRejection.RegisteredOtherwise.class);
        Request cordon = Request.of(new RequestId("cordon"));
        when(new CordonHost(cordon)).thenEvents(new HostEvent.HostCordoned(cordon.id()));
        when(new UncordonHost(Request.PLAIN));
        when(new CordonHost(cordon)).thenEvents();
        when(new UncordonHost(cordon)).refused(HostRejection.RequestIdReused.class);
        when(new CordonHost(new Request(Optional.empty(), Optional.of("0")))).refused(HostRejection.StaleEtag.class);
        assertThat(state.label()).isEqualTo("UP");
    }

    @Test
    void aFactThatDoesNotFitItsStateIsACorruptHistory() {
        ready();
        long next = state.sequence() + 1;
        assertThatThrownBy(() -> resource.evolve(
                        state,
                        new Recorded<>(next, now, Party.ANONYMOUS, new HostEvent.RunOrdered(UID, ONE, 1, WORKLOAD))))
                .isInstanceOf(CorruptHistoryException.class);
    }

    @Test
    void claimsNeverExceedCapacityAndAddUp() {
        Property.holds(200, HostScenarioTest::random);
    }

    private static void random(Rng rng) {
        HostScenarioTest host = new HostScenarioTest();
        host.ready();
        for (int i = 0; i < 200; i++) {
            Uid uid = new Uid("u-" + rng.below(6));
            Epoch epoch = new Epoch(1 + rng.below(4));
            Quantities size = new Quantities(1 + rng.below(4), 1_024L * (1 + rng.below(4)), rng.below(30), 0);
            host.when(
                    switch (rng.below(6)) {
                        case 0, 1 ->
                            new ClaimCapacity(
                                    HOST_UID, WEB, uid, epoch, rng.below(50), size, Optional.empty(), host.now);
                        case 2 -> run(uid, epoch, rng.below(50), host.now);
                        case 3 -> release(uid, epoch, rng.below(50));
                        case 4 -> report(uid, epoch, rng.below(60), rng.oneOf(List.of(Sight.values())));
                        default -> new DisownClaim(uid, epoch);
                    });
            HostLife life = host.life();
            Quantities sum =
                    life.claims().values().stream().map(HostClaim::size).reduce(Quantities.NONE, Quantities::plus);
            assertThat(life.claimed()).isEqualTo(sum);
            assertThat(life.spec().capacity().fits(sum)).isTrue();
            life.claims()
                    .keySet()
                    .forEach(key -> assertThat(life.releasedUpTo(key.uid(), key.epoch()))
                            .isFalse());
        }
    }

    private void ready() {
        when(new RegisterHost(HOST, SPEC, Request.PLAIN));
        when(new GreetAgent(AGENT, List.of())).thenEvents(new HostEvent.AgentChanged(AGENT));
    }

    private HostScenarioTest when(HostCommand command) {
        last = resource.decide(state, command, new Context(now, Party.ANONYMOUS, HOST_UID));
        if (last instanceof Decision.Accepted<HostEvent, HostRejection> accepted) {
            for (HostEvent event : accepted.events()) {
                state = resource.evolve(state, new Recorded<>(state.sequence() + 1, now, Party.ANONYMOUS, event));
            }
        }
        return this;
    }

    private HostScenarioTest thenEvents(HostEvent... events) {
        assertThat(((Decision.Accepted<HostEvent, HostRejection>) last).events())
                .containsExactly(events);
        return this;
    }

    private void tells(Notice... notices) {
        assertThat(((Decision.Accepted<HostEvent, HostRejection>) last).notices())
                .containsExactly(notices);
    }

    private void tellsNothing() {
        tells();
    }

    private void refused(Class<? extends HostRejection> why) {
        assertThat(((Decision.Rejected<HostEvent, HostRejection>) last).reason())
                .isInstanceOf(why);
    }

    private HostNotice.RefuseClaim refusal() {
        return (HostNotice.RefuseClaim)
                ((Decision.Accepted<HostEvent, HostRejection>) last).notices().getFirst();
    }

    private HostLife life() {
        return ((HostState.Registered) state).life();
    }

    private List<Order> assigned() {
        return resource.outstanding(state).stream()
                .filter(HostEffect.Assign.class::isInstance)
                .map(effect -> ((HostEffect.Assign) effect).order())
                .toList();
    }

    private ClaimCapacity claim(Uid uid, Epoch epoch, Quantities size) {
        return new ClaimCapacity(HOST_UID, WEB, uid, epoch, 3, size, Optional.empty(), now);
    }

    private RunInstance run(Uid uid, Epoch epoch, long cause) {
        return run(uid, epoch, cause, now);
    }

    private static RunInstance run(Uid uid, Epoch epoch, long cause, Instant affirmedAt) {
        return new RunInstance(HOST_UID, WEB, uid, epoch, cause, WORKLOAD, affirmedAt);
    }

    private static StopInstance stop(Uid uid, Epoch epoch, long cause) {
        return new StopInstance(HOST_UID, WEB, uid, epoch, cause, false);
    }

    private static ReleaseClaim release(Uid uid, Epoch epoch, long cause) {
        return new ReleaseClaim(HOST_UID, WEB, uid, epoch, cause);
    }

    private static ReportInstance report(Uid uid, Epoch epoch, long assignment, Sight power) {
        return new ReportInstance(resident(uid, epoch, assignment, power));
    }

    private static Resident resident(Uid uid, Epoch epoch, long assignment, Sight power) {
        return new Resident(uid, epoch, assignment, 1, power, Optional.empty());
    }
}
