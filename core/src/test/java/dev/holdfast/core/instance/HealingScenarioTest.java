package dev.holdfast.core.instance;

import static dev.holdfast.core.instance.Given.FIRST;
import static dev.holdfast.core.instance.Given.HOST;
import static dev.holdfast.core.instance.Given.request;
import static dev.holdfast.core.instance.Given.uid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.HostProven;
import dev.holdfast.core.instance.InstanceCommand.HostSilent;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceEvent.HealingBegun;
import dev.holdfast.core.instance.InstanceEvent.HealingRetried;
import dev.holdfast.core.instance.InstanceEvent.InstanceDisconnected;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.InstanceReconnected;
import dev.holdfast.core.instance.InstanceEvent.InstanceStopped;
import dev.holdfast.core.instance.InstanceEvent.PlaceLost;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealingScenarioTest {
    private static final HostId OTHER = new HostId("host-2");
    private static final HostSilent SILENT = new HostSilent(uid(0), HOST, FIRST);
    private static final HostProven PROVEN = new HostProven(uid(0), HOST, FIRST);

    @Test
    void aSilentHostsInstanceIsDisconnectedAndIsAsBeforeWhenTheHostReportsIt() {
        Given.running()
                .when(SILENT)
                .then(new InstanceDisconnected())
                .thenOwes("query")
                .when(SILENT)
                .thenNothing()
                .sees(ObservedPower.RUNNING)
                .then(new InstanceReconnected())
                .thenIs("RUNNING");
    }

    @Test
    void theInventoryCountsFirstAndThenWhatItSays() {
        Given.silent(Given.running())
                .sees(ObservedPower.STOPPED)
                .then(new InstanceReconnected(), new InstanceStopped(false, 2))
                .thenIs("STOPPED");
    }

    @Test
    void theDeadlineOfWhatWasBeingDoneStandsStillWhileItsHostIsSilent() {
        Given given = Given.starting().after(Duration.ofMinutes(1)).when(SILENT).after(Duration.ofHours(1));
        given.sees(ObservedPower.STARTING).thenIs("STARTING");
        given.after(Duration.ofMinutes(3)).when(new ExpireDeadline()).thenNothing();
        given.after(Duration.ofMinutes(1)).when(new ExpireDeadline()).thenIs("CREATING");
    }

    @Test
    void withoutAProofItIsHeldAndStartedNowhere() {
        Given given = Given.silent(Given.running()).after(Duration.ofMinutes(2));
        given.when(new ExpireDeadline()).then(new InstanceHeld(Hold.Reason.FENCE_UNPROVEN));
        given.thenIs("DISCONNECTED").thenOwes("query");
        given.after(Duration.ofDays(7)).when(new ExpireDeadline()).thenNothing();
        given.when(PROVEN).then(new HealingBegun(true)).thenIs("HEALING");
        assertThat(given.life().hold()).isEmpty();
    }

    @Test
    void aProofSendsItElsewhereUnderANewEpochAfterItsHostConfirmed() {
        Given given = Given.silent(Given.running()).when(PROVEN).then(new HealingBegun(true));
        given.thenOwes("release").when(Given.place(OTHER)).thenNothing();
        given.when(new ConfirmRelease(uid(0), HOST, FIRST)).thenOwes("choose");
        assertThat(((InstanceEffect.ChooseHost) given.outstanding().getFirst())
                        .request()
                        .avoided())
                .containsExactly(HOST);
        given.when(Given.place(OTHER)).thenOwes("claim");
        given.when(new ConfirmClaim(uid(0), OTHER, new Epoch(2))).thenIs("CREATING");
        given.sees(ObservedPower.RUNNING).thenIs("RUNNING");
        assertThat(given.life().epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void whoMayRunTwiceIsStartedElsewhereAfterAWhileAndStillOwesTheRelease() {
        Given given = running(OnSilence.KEEP, HealingPolicy.AVAILABLE).when(SILENT);
        given.after(Duration.ofSeconds(29)).when(new ExpireDeadline()).thenNothing();
        given.after(Duration.ofSeconds(1)).when(new ExpireDeadline()).then(new HealingBegun(false));
        given.thenOwes("release", "choose").when(Given.place(OTHER)).thenOwes("release", "claim");
        given.when(new ConfirmClaim(uid(0), OTHER, new Epoch(2)))
                .sees(ObservedPower.RUNNING)
                .thenIs("RUNNING");
        given.thenOwes("release");
        given.when(new ObserveInstance(uid(0), HOST, FIRST, 99, 99, ObservedPower.RUNNING, Optional.empty()))
                .thenNothing();
    }

    @Test
    void whatWasNotToRunLosesItsPlaceAndIsNotStarted() {
        Given.silent(Given.stopping())
                .when(PROVEN)
                .then(new PlaceLost())
                .thenIs("DEALLOCATED")
                .thenOwes("release");
        Given.silent(Given.deallocating())
                .when(PROVEN)
                .thenIs("DEALLOCATING")
                .when(new ConfirmRelease(uid(0), HOST, FIRST))
                .thenIs("DEALLOCATED");
    }

    @Test
    void whatTheWatchdogStoppedIsNeverStartedAgainUnderItsEpoch() {
        running(OnSilence.STOP, HealingPolicy.CONSISTENT)
                .sees(ObservedPower.GONE)
                .then(new HealingBegun(true))
                .thenIs("HEALING")
                .thenOwes("release");
        running(OnSilence.STOP, HealingPolicy.CONSISTENT)
                .sees(ObservedPower.STOPPED)
                .thenIs("STOPPED");
        running(OnSilence.KEEP, HealingPolicy.CONSISTENT)
                .sees(ObservedPower.GONE)
                .thenIs("STOPPED");
    }

    @Test
    void aProofThatComesWithoutItsSilenceCountsToo() {
        Given.running().when(PROVEN).then(new InstanceDisconnected(), new HealingBegun(true));
    }

    @Test
    void aClaimThatNobodyWasToldToUseIsAsGoodAsRefusedWhenItsHostIsLost() {
        Given.asking().when(PROVEN).thenIs("PLACING").thenOwes("release");
        Given.asking()
                .when(new HostProven(uid(0), HOST, new Epoch(7)))
                .thenTells(new InstanceNotice.DisownClaim(HOST, uid(0), new Epoch(7)));
    }

    @Test
    void itGoesOnLookingForAPlaceAndIsHeldAfterThreeTimes() {
        Given given = Given.healing().when(new ConfirmRelease(uid(0), HOST, FIRST));
        for (int tries = 1; tries < Deadlines.HEALING_TRIES; tries++) {
            given.after(Duration.ofMinutes(10)).when(new ExpireDeadline()).then(new HealingRetried());
        }
        given.after(Duration.ofMinutes(10)).when(new ExpireDeadline());
        given.then(new InstanceHeld(Hold.Reason.HEALING_UNPLACED)).thenOwes("choose");
        given.when(Given.place(HOST))
                .when(new ConfirmClaim(uid(0), HOST, new Epoch(2)))
                .thenIs("CREATING");
    }

    @Test
    void onlyADeletionTakesOverWhileItsHostIsSilent() {
        Given.silent(Given.running())
                .when(new StopInstance(request("s")))
                .thenRefused(InstanceRejection.Busy.class)
                .when(new DeleteInstance(request("d")))
                .thenIs("DELETING")
                .thenOwes("release");
        Given.healing().when(new DeleteInstance(request("d"))).thenIs("DELETING");
        Given.healing()
                .when(new ConfirmRelease(uid(0), HOST, FIRST))
                .when(new DeleteInstance(request("d")))
                .thenIs("DELETED");
    }

    @Test
    void anExplanationSaysWhyItWaits() {
        Given given = Given.silent(Given.running());
        assertThat(explained(given)).contains("Nothing is heard of host host-1, on which it was RUNNING");
        given.after(Duration.ofMinutes(2)).when(new ExpireDeadline());
        assertThat(explained(given)).contains("before its host, or a person, says that it is gone");
        assertThat(explained(Given.healing())).contains("as soon as the one it left is confirmed");
    }

    private static String explained(Given given) {
        return InstanceExplanation.of((InstanceState.Living) given.state()).standing();
    }

    private static Given running(OnSilence onSilence, HealingPolicy healing) {
        InstanceSpec plain = Samples.SPEC;
        InstanceSpec spec = new InstanceSpec(
                plain.size(),
                plain.image(),
                plain.command(),
                plain.userData(),
                plain.metadata(),
                plain.labels(),
                plain.spreadKey(),
                plain.constraints(),
                plain.stopGrace(),
                plain.placementDeadline(),
                onSilence,
                healing);
        return Given.nothing()
                .when(new CreateInstance(Samples.WEB, spec, request("create")))
                .when(Given.place(HOST))
                .when(new ConfirmClaim(uid(0), HOST, FIRST))
                .sees(ObservedPower.RUNNING);
    }
}
