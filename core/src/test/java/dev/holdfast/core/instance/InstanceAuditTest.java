package dev.holdfast.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.testing.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the rules never write is made by hand here; that they never write it, the storms of LifePropertyTest show. */
class InstanceAuditTest {
    private static final Instant NEVER = Instant.MAX;

    private final InstanceResource resource = new InstanceResource();

    @Test
    void whatTheRulesWriteIsFoundRight() {
        assertThat(resource.audit(Given.running().state())).isEmpty();
        assertThat(resource.audit(Given.creating().state(), Given.running().state()))
                .isEmpty();
        assertThat(resource.audit(Given.nothing().state())).isEmpty();
    }

    @Test
    void aClaimWhoseEpochWasNeverAskedForIsFound() {
        InstanceState.Running running = running();
        InstanceState broken = new InstanceState.Running(running.life().asks(Epoch.NONE), running.claim(), 5);
        assertThat(rules(resource.audit(broken))).containsExactly("claim-above-epoch");
    }

    @Test
    void aPlaceThatIsHeldAndOwedBackIsFound() {
        InstanceState.Running running = running();
        InstanceState broken = new InstanceState.Running(running.life().departs(running.claim()), running.claim(), 5);
        assertThat(rules(resource.audit(broken))).containsExactly("left-and-held");
    }

    @Test
    void aTransientStateThatIsHeldNeedsNoDeadlineAndOneThatIsNotAlwaysHasOne() {
        assertThat(resource.audit(Given.creating().state())).isEmpty();
        InstanceState.Deleting deleting =
                (InstanceState.Deleting) Given.deleting().state();
        assertThat(resource.audit(new InstanceState.Deleting(
                        deleting.life().held(new Hold(Hold.Reason.DELETE_UNCONFIRMED, Samples.NOW)), 2, NEVER)))
                .isEmpty();
    }

    @Test
    void numbersThatGoBackAreFound() {
        InstanceState.Running running = running();
        InstanceState later = new InstanceState.Running(running.life().asks(new Epoch(7)), running.claim(), 5);
        assertThat(rules(resource.audit(later, running))).containsExactly("epoch-back");
        InstanceState changed = new InstanceState.Running(
                running.life()
                        .changes(new SpecChange(
                                Optional.empty(),
                                Optional.of(new TreeMap<>(Map.of("team", "a"))),
                                Optional.empty(),
                                Optional.empty())),
                running.claim(),
                5);
        assertThat(rules(resource.audit(changed, running))).containsExactly("generation-back");
    }

    @Test
    void aSecondHostThatIsAskedBeforeTheFirstHasConfirmedIsFound() {
        InstanceState.Placing placing = (InstanceState.Placing) Given.placing().state();
        Claim first = ((InstanceState.Placing) Given.asking().state()).asked().orElseThrow();
        Claim second = new Claim(new HostId("host-2"), Given.HOST_UID, Given.DOMAIN, new Epoch(2), false);
        InstanceState.Placing waits = new InstanceState.Placing(
                placing.life().departs(first),
                placing.choosing(),
                Optional.empty(),
                placing.attempts(),
                Optional.empty(),
                placing.deadline());
        InstanceState asks = new InstanceState.Placing(
                waits.life().asks(new Epoch(2)),
                placing.choosing(),
                Optional.of(second),
                placing.attempts(),
                Optional.empty(),
                placing.deadline());
        assertThat(resource.audit(waits, asks)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("placed-before-gone");
            assertThat(finding.what()).contains("host-2", "host-1");
        });
    }

    private static InstanceState.Running running() {
        return (InstanceState.Running) Given.running().state();
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }
}
