package dev.holdfast.core.instance;

import static dev.holdfast.core.instance.Given.FIRST;
import static dev.holdfast.core.instance.Given.HOST;
import static dev.holdfast.core.instance.Given.request;
import static dev.holdfast.core.instance.Given.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceCommand.ReportNoCapacity;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceRejection.AlreadyExists;
import dev.holdfast.core.instance.InstanceRejection.Busy;
import dev.holdfast.core.instance.InstanceRejection.IllegalVerb;
import dev.holdfast.core.instance.InstanceRejection.NoSuchInstance;
import dev.holdfast.core.instance.InstanceRejection.RequestIdReused;
import dev.holdfast.core.instance.InstanceRejection.StaleEtag;
import dev.holdfast.core.instance.InstanceRejection.TooManyRequests;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRule;
import dev.holdfast.core.resource.CorruptHistoryException;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InstanceScenarioTest {
    private static final HostId OTHER = new HostId("host-2");
    private static final PlacementExplanation FULL =
            new PlacementExplanation(3, new TreeMap<>(Map.of(PlacementRule.CORES, 3)));

    @Test
    void aCreateGoesThroughEveryStepToRunning() {
        Given.nothing().when(Given.create("create")).thenIs("PLACING").thenOwes("choose");
        Given.asking().thenIs("PLACING").thenOwes("claim");
        Given.creating().thenIs("CREATING").thenOwes("run", "query");
        Given.starting().thenIs("STARTING").thenOwes("run", "query");
        Given running = Given.running().thenIs("RUNNING").thenOwes();
        assertThat(running.life().operations().all())
                .singleElement()
                .satisfies(operation ->
                        assertThat(operation.result()).get().isInstanceOf(Operation.Result.Succeeded.class));
        assertThat(running.life().observed().orElseThrow().power()).isEqualTo(ObservedPower.RUNNING);
    }

    @Test
    void theSameRequestAgainGetsTheSameAnswerAndTakesNoEffect() {
        Given.running().when(Given.create("create")).thenNothing().thenIs("RUNNING");
        Given.stopped().when(new StopInstance(request("stop"))).thenNothing().thenIs("STOPPED");
        Given.restarting().when(new StopInstance(request("stop"))).thenNothing().thenIs("STARTING");
        Given.deleted()
                .when(new DeleteInstance(request("delete")))
                .thenNothing()
                .thenIs("DELETED");
        Given.deleted().when(Given.create("create")).thenNothing().thenIs("DELETED");
    }

    @Test
    void aRepeatThatArrivesLateDoesNotUndoWhatCameAfter() {
        Given.stopped()
                .when(new StopInstance(request("again")))
                .then(new InstanceEvent.OperationSatisfied(Verb.STOP, Optional.of(new RequestId("again"))))
                .when(new StartInstance(request("start")))
                .sees(ObservedPower.RUNNING)
                .thenIs("RUNNING")
                .when(new StopInstance(request("again")))
                .thenNothing()
                .thenIs("RUNNING");
    }

    @Test
    void theSameRequestIdWithOtherContentIsRefusedNamingTheField() {
        CreateInstance larger =
                new CreateInstance(Samples.WEB, Samples.spec(new Quantities(4, 4096, 20, 0)), request("create"));
        Given refused = Given.running().when(larger).thenRefused(RequestIdReused.class);
        assertThat(refused.last().toString()).contains("instance.size");
        Given.running().when(new StopInstance(request("create"))).thenRefused(RequestIdReused.class);
    }

    @Test
    void aStaleEtagIsRefusedAndAFreshOneIsNot() {
        Given running = Given.running();
        String fresh = running.life().etag();
        Request stale = new Request(Optional.empty(), Optional.of("0"));
        running.when(new StopInstance(stale)).thenRefused(StaleEtag.class);
        running.when(new StopInstance(new Request(Optional.empty(), Optional.of(fresh))))
                .thenIs("STOPPING");
    }

    @Test
    void noMoreThanTheBoundOfYoungRequestIdsIsRemembered() {
        Given given = Given.running();
        for (int i = 1; i < Operations.YOUNG_AT_MOST; i++) {
            given.when(new StartInstance(request("r-" + i)));
        }
        given.when(new StartInstance(request("one-more"))).thenRefused(TooManyRequests.class);
        given.when(new StartInstance(Request.PLAIN)).thenIs("RUNNING");
        given.after(Duration.ofHours(25)).when(new StartInstance(request("a-day-later")));
        assertThat(given.life().operations().young(given.now())).isEqualTo(1);
    }

    @Test
    void aBusyInstanceNamesWhatRuns() {
        Given refused =
                Given.stopping().when(new StartInstance(request("start"))).thenRefused(Busy.class);
        assertThat(refused.last().toString())
                .contains("web-1."
                        + refused.life().operations().running().orElseThrow().sequence());
    }

    @Test
    void verbsThatAStateDoesNotAllowAreRefused() {
        Given.failed().when(new StopInstance(request("stop"))).thenRefused(IllegalVerb.class);
        Given.running().when(Given.create("other")).thenRefused(AlreadyExists.class);
        Given.nothing().when(new StopInstance(request("stop"))).thenRefused(NoSuchInstance.class);
        Given.deleted().when(new StopInstance(request("stop-2"))).thenRefused(NoSuchInstance.class);
    }

    @Test
    void aRefusedClaimIsReleasedBeforeAnotherHostIsAsked() {
        Given given = Given.asking()
                .when(new RefuseClaim(uid(0), HOST, FIRST, ErrorCode.HOST_FULL, "full"))
                .thenIs("PLACING")
                .thenOwes("release")
                .when(Given.place(OTHER))
                .thenNothing()
                .when(new ConfirmRelease(uid(0), HOST, FIRST))
                .thenOwes("choose")
                .when(Given.place(OTHER))
                .thenOwes("claim");
        assertThat(given.life().epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void anAnswerAboutAnEpochThatWasLeftIsDisowned() {
        Given.asking()
                .when(new RefuseClaim(uid(0), HOST, FIRST, ErrorCode.HOST_FULL, "full"))
                .when(new ConfirmClaim(uid(0), HOST, FIRST))
                .thenNothing()
                .thenTells(new InstanceNotice.DisownClaim(HOST, uid(0), FIRST));
    }

    @Test
    void aHostThatAsksIsToldTheTruth() {
        Given.running()
                .when(new ConfirmHolding(uid(0), HOST, FIRST))
                .thenNothing()
                .when(new ConfirmHolding(uid(0), HOST, new Epoch(7)))
                .thenTells(new InstanceNotice.DisownClaim(HOST, uid(0), new Epoch(7)));
        Given.deleting().when(new ConfirmHolding(uid(0), HOST, FIRST)).thenNothing();
        Given.deleted()
                .when(new ConfirmHolding(uid(0), HOST, FIRST))
                .thenTells(new InstanceNotice.DisownClaim(HOST, uid(0), FIRST));
        Given.nothing()
                .when(new ConfirmHolding(uid(3), HOST, FIRST))
                .thenTells(new InstanceNotice.DisownClaim(HOST, uid(3), FIRST));
    }

    @Test
    void aHostThatCannotCreateTriesOnceMoreThenIsLeftAndAfterThreeHostsTheInstanceFails() {
        Given given = Given.placing();
        for (int host = 1; host <= 3; host++) {
            HostId id = new HostId("host-" + host);
            Epoch epoch = new Epoch(host);
            given.when(Given.place(id))
                    .when(new ConfirmClaim(uid(0), id, epoch))
                    .thenIs("CREATING");
            given.hostFails(ObservedPower.GONE, "no image").thenIs("CREATING");
            given.hostFails(ObservedPower.GONE, "no image").thenIs(host < 3 ? "PLACING" : "FAILED");
            given.thenOwes("release").when(new ConfirmRelease(uid(0), id, epoch));
        }
        given.thenIs("FAILED").thenOwes();
        assertThat(given.life().operations().all().getLast().result().orElseThrow())
                .isInstanceOfSatisfying(Operation.Result.Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.CREATE_FAILED);
                    assertThat(failed.message()).contains("host-3", "no image");
                });
    }

    @Test
    void aFailedInstanceCanBeStartedAgain() {
        Given.failed()
                .when(new StartInstance(request("start")))
                .thenIs("PLACING")
                .thenOwes("choose");
    }

    @Test
    void lackOfCapacityIsRecordedOnceAndFailsAtTheDeadline() {
        Given given = Given.placing()
                .when(new ReportNoCapacity(uid(0), FULL))
                .then(new InstanceEvent.PlacementDeferred(FULL))
                .when(new ReportNoCapacity(uid(0), FULL))
                .thenNothing()
                .after(Duration.ofMinutes(5))
                .when(new ExpireDeadline())
                .thenIs("FAILED");
        assertThat(given.state().toString()).contains("0 of 3 hosts fit: 3 cores");
    }

    @Test
    void aDeadlineThatHasNotPassedExpiresNothing() {
        Given.placing().when(new ExpireDeadline()).thenNothing().thenIs("PLACING");
        Given.creating().when(new ExpireDeadline()).thenNothing().thenIs("CREATING");
        Given.restarting().when(new ExpireDeadline()).thenNothing().thenIs("STARTING");
        Given.stopping().when(new ExpireDeadline()).thenNothing().thenIs("STOPPING");
        Given.deleting().when(new ExpireDeadline()).thenNothing().thenIs("DELETING");
    }

    @Test
    void reportsFromBeforeTheOrderDoNotCount() {
        Given stopping = Given.stopping();
        long before = ((InstanceState.OnHost) stopping.state()).cause() - 1;
        stopping.report(ObservedPower.STOPPED, before, Optional.empty()).thenNothing();
        stopping.sees(ObservedPower.STOPPED).thenIs("STOPPED");
    }

    @Test
    void reportsOfAnotherEpochOrAnOlderNumberDoNotCount() {
        Given running = Given.running();
        InstanceCommand.ObserveInstance otherEpoch = new InstanceCommand.ObserveInstance(
                uid(0), HOST, new Epoch(2), 99, 99, ObservedPower.STOPPED, Optional.empty());
        InstanceCommand.ObserveInstance older = new InstanceCommand.ObserveInstance(
                uid(0), HOST, FIRST, 99, 0, ObservedPower.STOPPED, Optional.empty());
        running.when(otherEpoch).thenNothing().when(older).thenNothing().thenIs("RUNNING");
    }

    @Test
    void aStopIsForcedAfterItsGraceTwiceAndThenHeldUntilTheHostReports() {
        Given stopping = Given.stopping().after(Duration.ofSeconds(90)).when(new ExpireDeadline());
        stopping.then(new InstanceEvent.StopForced()).thenOwes("stop", "query");
        stopping.after(Duration.ofMinutes(10)).when(new ExpireDeadline()).then(new InstanceEvent.StopForced());
        stopping.after(Duration.ofMinutes(10))
                .when(new ExpireDeadline())
                .then(new InstanceEvent.InstanceHeld(Hold.Reason.STOP_UNCONFIRMED))
                .thenOwes("stop", "query");
        assertThat(new InstanceResource().deadline(stopping.state())).isEmpty();

        stopping.sees(ObservedPower.STOPPED).thenIs("STOPPED");
        assertThat(stopping.life().hold()).isEmpty();
    }

    @Test
    void aHeldStopThatIsSeenRunningFallsBackToRunningWithAFailedOperation() {
        Given held = Given.stopping();
        for (Duration wait : new Duration[] {Duration.ofSeconds(90), Duration.ofMinutes(10), Duration.ofMinutes(10)}) {
            held.after(wait).when(new ExpireDeadline());
        }
        held.sees(ObservedPower.RUNNING).thenIs("RUNNING");
        assertThat(held.life().operations().all().getLast().result()).get().isInstanceOf(Operation.Result.Failed.class);
        assertThat(held.life().desired()).isEqualTo(Power.RUNNING);
    }

    @Test
    void aGuestThatStopsByItselfIsAnObservationAndLeavesWhatIsDesired() {
        Given stopped = Given.running().sees(ObservedPower.STOPPED).thenIs("STOPPED");
        assertThat(stopped.life().desired()).isEqualTo(Power.RUNNING);
        stopped.when(new StartInstance(request("start"))).thenIs("STARTING").thenOwes("run", "query");
    }

    @Test
    void aStopOfWhatStoppedByItselfIsWhatIsDesiredFromThenOn() {
        Given stopped = Given.running().sees(ObservedPower.STOPPED).thenIs("STOPPED");
        assertThat(stopped.life().desired()).isEqualTo(Power.RUNNING);
        Given asked = stopped.when(new StopInstance(request("too late")))
                .then(new InstanceEvent.OperationSatisfied(Verb.STOP, Optional.of(new RequestId("too late"))));
        assertThat(asked.life().desired()).isEqualTo(Power.STOPPED);
    }

    @Test
    void aFailedStartFallsBackToStoppedThroughAConfirmedStop() {
        Given starting =
                Given.restarting().hostFails(ObservedPower.STOPPED, "no memory").thenIs("STOPPING");
        assertThat(starting.life().operations().running()).isEmpty();
        starting.thenOwes("stop", "query").sees(ObservedPower.STOPPED).thenIs("STOPPED");
        assertThat(starting.life().desired()).isEqualTo(Power.STOPPED);
    }

    @Test
    void aStartOnAHostThatLostTheClaimLooksForAnotherPlace() {
        Given.restarting()
                .when(new RefuseClaim(uid(0), HOST, FIRST, ErrorCode.NOT_HELD, "not here"))
                .thenIs("PLACING")
                .thenOwes("release");
    }

    @Test
    void deletionSupersedesAndEndsOnlyWhenEveryHostHasConfirmed() {
        for (Given given : new Given[] {Given.asking(), Given.creating(), Given.starting(), Given.stopping()}) {
            given.when(new DeleteInstance(request("delete"))).thenIs("DELETING").thenOwes("release");
            assertThat(given.life().operations().all().reversed().stream()
                            .skip(1)
                            .findFirst()
                            .orElseThrow()
                            .running())
                    .isFalse();
            given.when(new ConfirmRelease(uid(0), OTHER, FIRST)).thenNothing();
            given.when(new ConfirmRelease(uid(0), HOST, FIRST))
                    .thenIs("DELETED")
                    .thenOwes();
        }
    }

    @Test
    void deletionIsImmediateOnlyWhenNoHostWasAskedOrAllHaveConfirmed() {
        Given.pending().when(new DeleteInstance(request("delete"))).thenIs("DELETED");
        Given.placing().when(new DeleteInstance(request("delete"))).thenIs("DELETED");
        Given.failed().when(new DeleteInstance(request("delete"))).thenIs("DELETED");
    }

    @Test
    void anUnconfirmedDeletionIsTriedTwiceAndThenHeldUntilTheHostConfirms() {
        Given deleting = Given.deleting();
        deleting.after(Duration.ofMinutes(10)).when(new ExpireDeadline()).then(new InstanceEvent.DeletionRetried());
        deleting.after(Duration.ofMinutes(10))
                .when(new ExpireDeadline())
                .then(new InstanceEvent.InstanceHeld(Hold.Reason.DELETE_UNCONFIRMED))
                .thenOwes("release");
        deleting.when(new ConfirmRelease(uid(0), HOST, FIRST)).thenIs("DELETED");
    }

    @Test
    void aNameUsedAgainIsANewLifeWhoseNumbersGoOn() {
        Given again = Given.deleted();
        long sequence = again.state().sequence();
        again.when(Given.create("create-again")).thenIs("PLACING");
        assertThat(again.life().uid()).isEqualTo(uid(1));
        assertThat(again.life().epoch()).isEqualTo(FIRST);
        assertThat(again.life().sequence()).isEqualTo(sequence + 2);
        assertThat(again.life().operations().of(new RequestId("delete"))).isPresent();
    }

    @Test
    void anArchivedNameStartsAboveTheFloor() {
        InstanceResource resource = new InstanceResource();
        InstanceState unknown = resource.unknown("shop/web-1", new Floor(41, new Epoch(5)));
        InstanceState pending = resource.evolve(
                unknown,
                new Recorded<>(
                        42,
                        Samples.NOW,
                        Party.ANONYMOUS,
                        new InstanceEvent.InstanceRequested(
                                Samples.WEB, uid(0), Samples.SPEC, new Epoch(5), Optional.empty())));
        assertThat(pending.sequence()).isEqualTo(42);
        assertThat(((InstanceState.Pending) pending).life().epoch()).isEqualTo(new Epoch(5));
    }

    @Test
    void onlyATombstoneThatOwesNothingIsArchivedAndOnlyAfterADay() {
        InstanceResource resource = new InstanceResource();
        Given deleted = Given.deleted();
        assertThat(resource.archivable(deleted.state()).orElseThrow().from())
                .isEqualTo(deleted.now().plus(Duration.ofHours(24)));
        assertThat(resource.archivable(Given.deleting().state())).isEmpty();
        assertThat(resource.archivable(Given.running().state())).isEmpty();
    }

    @Test
    void aFactThatDoesNotFitItsStateIsACorruptHistory() {
        InstanceResource resource = new InstanceResource();
        Given running = Given.running();
        long next = running.state().sequence() + 1;
        assertThatThrownBy(() -> resource.evolve(
                        running.state(),
                        new Recorded<>(next, Samples.NOW, Party.ANONYMOUS, new InstanceEvent.InstanceClaimed())))
                .isInstanceOf(CorruptHistoryException.class)
                .hasMessageContaining("shop/web-1 at sequence " + next);
        assertThatThrownBy(() -> resource.evolve(
                        running.state(),
                        new Recorded<>(
                                next + 1,
                                Samples.NOW,
                                Party.ANONYMOUS,
                                new InstanceEvent.StopRequested(Optional.empty()))))
                .isInstanceOf(CorruptHistoryException.class);
    }

    @Test
    void whatIsObservedBesidesAnOrderIsDriftRecordedOnce() {
        Given.stopped()
                .sees(ObservedPower.RUNNING)
                .then(new InstanceEvent.DriftObserved(ObservedPower.RUNNING, 3))
                .sees(ObservedPower.RUNNING)
                .thenNothing();
    }
}
