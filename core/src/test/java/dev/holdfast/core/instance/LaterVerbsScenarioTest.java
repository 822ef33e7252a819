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
import dev.holdfast.core.instance.InstanceCommand.DeallocateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceCommand.RestartInstance;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceCommand.UpdateInstance;
import dev.holdfast.core.instance.InstanceRejection.Busy;
import dev.holdfast.core.instance.InstanceRejection.IllegalVerb;
import dev.holdfast.core.instance.InstanceRejection.RequestIdReused;
import dev.holdfast.core.resource.CorruptHistoryException;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Restart, deallocate and update. */
class LaterVerbsScenarioTest {
    @Test
    void aRestartStopsAndStartsInPlaceUnderTheSameEpoch() {
        Given given = Given.restartingInPlace().thenIs("RESTARTING").thenOwes("stop", "query");
        long stop = cause(given);
        given.sees(ObservedPower.STOPPED).thenIs("RESTARTING").thenOwes("run", "query");
        assertThat(cause(given)).isGreaterThan(stop);
        given.sees(ObservedPower.RUNNING).thenIs("RUNNING").thenOwes();
        assertThat(((InstanceState.OnHost) given.state()).claim().epoch()).isEqualTo(FIRST);
        assertThat(result(given)).isInstanceOf(Operation.Result.Succeeded.class);
        assertThat(given.life().generation()).isEqualTo(1);
    }

    @Test
    void aGuestThatStillRunsDoesNotCountAsRestarted() {
        Given.restartingInPlace().sees(ObservedPower.RUNNING).thenNothing().thenIs("RESTARTING");
    }

    @Test
    void aReportFromBeforeEitherOrderDoesNotCountAsRestarted() {
        Given given = Given.restartingInPlace();
        long stop = cause(given);
        given.report(ObservedPower.STOPPED, stop - 1, Optional.empty()).thenNothing();
        given.report(ObservedPower.STOPPED, stop, Optional.empty()).thenOwes("run", "query");
        given.report(ObservedPower.RUNNING, stop, Optional.empty())
                .thenNothing()
                .thenIs("RESTARTING");
        given.sees(ObservedPower.RUNNING).thenIs("RUNNING");
    }

    @Test
    void aRestartWhoseStopFailsFallsBackToRunning() {
        Given given = Given.restartingInPlace();
        given.hostFails(ObservedPower.RUNNING, "no").then(new InstanceEvent.StopForced());
        given.hostFails(ObservedPower.RUNNING, "no").then(new InstanceEvent.StopForced());
        given.hostFails(ObservedPower.RUNNING, "no").thenIs("RUNNING").thenOwes();
        assertThat(given.life().desired()).isEqualTo(Power.RUNNING);
        assertThat(failure(given).code()).isEqualTo(ErrorCode.STOP_FAILED);
    }

    @Test
    void aRestartThatHearsNothingIsHeldAndGoesOnByItself() {
        Given given = Given.restartingInPlace();
        for (Duration wait : new Duration[] {Duration.ofSeconds(90), Duration.ofMinutes(10), Duration.ofMinutes(10)}) {
            given.after(wait).when(new ExpireDeadline());
        }
        given.then(new InstanceEvent.InstanceHeld(Hold.Reason.STOP_UNCONFIRMED)).thenOwes("stop", "query");
        given.sees(ObservedPower.STOPPED).thenOwes("run", "query");
        assertThat(given.life().hold()).isEmpty();
        given.sees(ObservedPower.RUNNING).thenIs("RUNNING");
    }

    @Test
    void aRestartWhoseStartFailsTriesOnceMoreAndIsThenStoppedForCertain() {
        Given given = Given.restartStopped().hostFails(ObservedPower.STOPPED, "no kernel");
        given.thenIs("RESTARTING").thenOwes("run", "query");
        given.hostFails(ObservedPower.STOPPED, "no kernel").thenIs("STOPPING").thenOwes("stop", "query");
        assertThat(failure(given).code()).isEqualTo(ErrorCode.START_FAILED);
        given.sees(ObservedPower.STOPPED).thenIs("STOPPED");
    }

    @Test
    void aRestartThatTakesTooLongToStartCountsAsFailed() {
        Given given = Given.restartStopped().after(Duration.ofMinutes(5)).when(new ExpireDeadline());
        given.thenIs("RESTARTING").after(Duration.ofMinutes(5)).when(new ExpireDeadline());
        given.thenIs("STOPPING");
    }

    @Test
    void aRestartThatFindsItsPlaceLostLooksForAnother() {
        Given given = Given.restartingInPlace()
                .when(new RefuseClaim(uid(0), HOST, FIRST, ErrorCode.NOT_HELD, "gone"))
                .thenIs("PLACING")
                .thenOwes("release");
        given.when(new ConfirmRelease(uid(0), HOST, FIRST)).thenOwes("choose");
        assertThat(given.life().operations().running().orElseThrow().verb()).isEqualTo(Verb.RESTART);
    }

    @Test
    void onlyWhatRunsCanBeRestarted() {
        RestartInstance restart = new RestartInstance(request("again"));
        Given.stopped().when(restart).thenRefused(IllegalVerb.class);
        Given.deallocated().when(restart).thenRefused(IllegalVerb.class);
        Given.failed().when(restart).thenRefused(IllegalVerb.class);
        Given.stopping().when(restart).thenRefused(Busy.class);
        Given refused = Given.restartingInPlace().when(restart).thenRefused(Busy.class);
        assertThat(refused.last().toString())
                .contains("web-1."
                        + refused.life().operations().running().orElseThrow().sequence());
        Given.restartingInPlace()
                .when(new RestartInstance(request("restart")))
                .thenNothing()
                .thenIs("RESTARTING");
    }

    @Test
    void deleteTakesOverFromARestartAndFromADeallocation() {
        DeleteInstance delete = new DeleteInstance(request("delete"));
        Given.restartStopped().when(delete).thenIs("DELETING").thenOwes("release");
        Given.deallocating().when(delete).thenIs("DELETING").thenOwes("release");
        Given.releasing().when(delete).thenIs("DELETING").thenOwes("release");
        Given.deallocated().when(delete).thenIs("DELETED");
    }

    @Test
    void aDeallocationStopsFirstAndKeepsTheClaimUntilTheHostHasConfirmed() {
        Given given = Given.deallocating().thenIs("DEALLOCATING").thenOwes("stop", "query");
        given.when(new ConfirmHolding(uid(0), HOST, FIRST)).thenNothing().thenTells();
        given.sees(ObservedPower.STOPPED).thenIs("DEALLOCATING").thenOwes("release");
        given.when(new ConfirmHolding(uid(0), HOST, FIRST)).thenNothing().thenTells();
        given.when(new ConfirmRelease(uid(0), HOST, FIRST))
                .thenIs("DEALLOCATED")
                .thenOwes();
        given.when(new ConfirmHolding(uid(0), HOST, FIRST))
                .thenTells(new InstanceNotice.DisownClaim(HOST, uid(0), FIRST));
    }

    @Test
    void whatHasStoppedGivesUpItsPlaceAtOnce() {
        Given.stopped()
                .when(new DeallocateInstance(request("deallocate")))
                .thenIs("DEALLOCATING")
                .thenOwes("release")
                .when(new ConfirmRelease(uid(0), HOST, FIRST))
                .thenIs("DEALLOCATED")
                .thenOwes();
    }

    @Test
    void aDeallocationWhoseStopFailsFallsBackToRunning() {
        Given given = Given.deallocating();
        for (int i = 0; i < 3; i++) {
            given.hostFails(ObservedPower.RUNNING, "no");
        }
        given.thenIs("RUNNING").thenOwes();
        assertThat(given.life().desired()).isEqualTo(Power.RUNNING);
        assertThat(failure(given).code()).isEqualTo(ErrorCode.STOP_FAILED);
    }

    @Test
    void aReleaseThatIsNeverConfirmedIsHeldAndNeverDropped() {
        Given given = Given.releasing().after(Duration.ofMinutes(10)).when(new ExpireDeadline());
        given.then(new InstanceEvent.DeallocationRetried()).thenOwes("release");
        given.after(Duration.ofMinutes(10))
                .when(new ExpireDeadline())
                .then(new InstanceEvent.InstanceHeld(Hold.Reason.DEALLOCATE_UNCONFIRMED))
                .thenIs("DEALLOCATING")
                .thenOwes("release");
        given.when(new ConfirmRelease(uid(0), HOST, FIRST)).thenIs("DEALLOCATED");
        assertThat(given.life().hold()).isEmpty();
        assertThat(result(given)).isInstanceOf(Operation.Result.Succeeded.class);
    }

    @Test
    void aStartAfterADeallocationAsksForANewEpoch() {
        Given given = Given.deallocated().when(new StartInstance(request("start")));
        given.thenIs("PLACING").thenOwes("choose").when(Given.place(HOST)).thenOwes("claim");
        assertThat(given.life().epoch()).isEqualTo(new Epoch(2));
        given.when(new ConfirmClaim(uid(0), HOST, new Epoch(2)))
                .sees(ObservedPower.RUNNING)
                .thenIs("RUNNING");
        assertThat(given.life().desired()).isEqualTo(Power.RUNNING);
    }

    @Test
    void aStartThatFindsNoPlaceFallsBackToHavingNone() {
        Given given = Given.deallocated()
                .when(new StartInstance(request("start")))
                .after(Duration.ofMinutes(5))
                .when(new ExpireDeadline())
                .thenIs("DEALLOCATED");
        assertThat(failure(given).code()).isEqualTo(ErrorCode.NO_CAPACITY);
        assertThat(given.life().desired()).isEqualTo(Power.DEALLOCATED);
    }

    @Test
    void aStartAbandonedWhileAHostIsAskedStillOwesItsRelease() {
        Given.deallocated()
                .when(new StartInstance(request("start")))
                .when(Given.place(HOST))
                .after(Duration.ofMinutes(5))
                .when(new ExpireDeadline())
                .thenIs("DEALLOCATED")
                .thenOwes("release")
                .when(new StartInstance(request("again")))
                .thenIs("PLACING")
                .thenOwes("release")
                .when(Given.place(HOST))
                .thenNothing()
                .when(new ConfirmRelease(uid(0), HOST, new Epoch(2)))
                .thenOwes("choose");
    }

    @Test
    void whatIsDeallocatedCannotBeStoppedAndIsDeallocatedAlready() {
        Given.deallocated().when(new StopInstance(request("stop"))).thenRefused(IllegalVerb.class);
        Given.failed().when(new DeallocateInstance(request("new"))).thenRefused(IllegalVerb.class);
        Given.deallocated()
                .when(new DeallocateInstance(request("new")))
                .then(new InstanceEvent.OperationSatisfied(Verb.DEALLOCATE, Optional.of(new RequestId("new"))));
    }

    @Test
    void anUpdateIsSoAtOnceAndTheGenerationGrows() {
        Given given = Given.running()
                .when(new UpdateInstance(Given.relabelled("gold"), request("update")))
                .thenIs("RUNNING")
                .thenOwes();
        assertThat(given.life().spec().labels()).containsEntry("tier", "gold");
        assertThat(given.life().generation()).isEqualTo(2);
        assertThat(given.life().operations().running()).isEmpty();
        assertThat(given.life().operations().all().getLast().verb()).isEqualTo(Verb.UPDATE);
    }

    @Test
    void anUpdateThatChangesNothingIsCommittedAndTheGenerationStays() {
        Given given = Given.running().when(new UpdateInstance(Given.relabelled("gold"), request("one")));
        SpecChange same = Given.relabelled("gold");
        given.when(new UpdateInstance(same, request("two")))
                .then(new InstanceEvent.InstanceUpdated(same, Optional.of(new RequestId("two"))));
        assertThat(given.life().generation()).isEqualTo(2);
        given.when(new UpdateInstance(Given.relabelled("iron"), request("three")))
                .when(new UpdateInstance(same, request("two")))
                .thenNothing();
        assertThat(given.life().spec().labels()).containsEntry("tier", "iron");
    }

    @Test
    void anUpdateUnderAnIdThatAskedForSomethingElseIsRefusedNamingTheField() {
        Given refused = Given.running()
                .when(new UpdateInstance(Given.relabelled("gold"), request("update")))
                .when(new UpdateInstance(Given.relabelled("iron"), request("update")))
                .thenRefused(RequestIdReused.class);
        assertThat(refused.last().toString()).contains("instance.labels");
    }

    @Test
    void anUpdateWhileItLooksForAHostLeavesTheCreationRunning() {
        Given given = Given.placing();
        Instant began = given.now();
        SpecChange patience =
                new SpecChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Duration.ofHours(1)));
        given.after(Duration.ofMinutes(1))
                .when(new UpdateInstance(patience, request("update")))
                .thenIs("PLACING")
                .thenOwes("choose");
        assertThat(new InstanceResource().deadline(given.state()).orElseThrow().at())
                .isEqualTo(began.plus(Duration.ofHours(1)));
        Operation running = given.life().operations().running().orElseThrow();
        assertThat(running.verb()).isEqualTo(Verb.CREATE);
        assertThat(given.life()
                        .operations()
                        .of(new RequestId("update"))
                        .orElseThrow()
                        .running())
                .isFalse();
        given.when(Given.place(HOST))
                .when(new ConfirmClaim(uid(0), HOST, FIRST))
                .sees(ObservedPower.RUNNING)
                .thenIs("RUNNING");
        assertThat(given.life().operations().all()).noneMatch(Operation::running);
    }

    @Test
    void nothingIsUpdatedWhileSomethingElseIsUnderWay() {
        UpdateInstance update = new UpdateInstance(Given.relabelled("gold"), request("update"));
        Given.creating().when(update).thenRefused(Busy.class);
        Given.restartingInPlace().when(update).thenRefused(Busy.class);
        Given.deallocating().when(update).thenRefused(Busy.class);
        Given.deleting().when(update).thenRefused(Busy.class);
        Given.stopped().when(update).thenIs("STOPPED");
        Given.deallocated().when(update).thenIs("DEALLOCATED");
        Given.failed().when(update).thenIs("FAILED");
    }

    @Test
    void whatManyUpdatesAskedForIsNotAllKept() {
        Given given = Given.running();
        for (int i = 0; i < 100; i++) {
            given.when(new UpdateInstance(
                    new SpecChange(
                            Optional.of(new TreeMap<>(Map.of("turn", Integer.toString(i)))),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    request("update-" + i)));
        }
        assertThat(given.life().operations().all()).hasSize(101);
        assertThat(given.life().operations().all().stream()
                        .filter(each -> each.content().isPresent()))
                .hasSize(17);
        given.when(new UpdateInstance(Given.relabelled("x"), request("update-99")))
                .thenRefused(RequestIdReused.class);
        assertThat(given.life().operations().young(given.now())).isEqualTo(101);
    }

    @Test
    void factsOfTheseVerbsThatDoNotFitAreACorruptHistory() {
        assertMisfit(Given.stopped(), new InstanceEvent.RestartRequested(Optional.empty()));
        assertMisfit(Given.restartingInPlace(), new InstanceEvent.RestartRetried("no"));
        assertMisfit(Given.deallocating(), new InstanceEvent.InstanceDeallocated());
        assertMisfit(Given.releasing(), new InstanceEvent.InstanceDeallocated());
        assertMisfit(Given.placing(), new InstanceEvent.StartAbandoned(ErrorCode.NO_CAPACITY, "full"));
        assertMisfit(Given.creating(), new InstanceEvent.InstanceUpdated(Given.relabelled("gold"), Optional.empty()));
        assertMisfit(Given.failed(), new InstanceEvent.DeallocationRequested(Optional.empty()));
    }

    private static void assertMisfit(Given given, InstanceEvent event) {
        InstanceState state = given.state();
        assertThatThrownBy(() -> new InstanceResource()
                        .evolve(state, new Recorded<>(state.sequence() + 1, given.now(), Party.ANONYMOUS, event)))
                .isInstanceOf(CorruptHistoryException.class);
    }

    private static long cause(Given given) {
        return ((InstanceState.OnHost) given.state()).cause();
    }

    private static Operation.Result result(Given given) {
        return given.life().operations().all().getLast().result().orElseThrow();
    }

    private static Operation.Result.Failed failure(Given given) {
        return (Operation.Result.Failed) result(given);
    }
}
