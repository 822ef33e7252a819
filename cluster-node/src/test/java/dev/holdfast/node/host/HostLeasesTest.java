package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostSpec;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.LeaseStanding;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.node.agent.AgentOrder;
import dev.holdfast.node.agent.AgentWord;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.resource.ShardDuty;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** The leases of a shard's hosts, with a shard that the test plays and a clock of the test's own. */
class HostLeasesTest {
    private static final HostResource RESOURCE = new HostResource();
    private static final HostId ONE = new HostId("host-1");
    private static final HostId TWO = new HostId("host-2");

    private final List<String> given = new ArrayList<>();
    private final Deque<Consumer<Boolean>> proofs = new ArrayDeque<>();
    private final Deque<Runnable> putOff = new ArrayDeque<>();
    private final TestInbox<Sendable> first = TestInbox.create();
    private final TestInbox<Sendable> second = TestInbox.create();
    private long now = 1_000_000_000L;
    private final ShardDuty<HostState> leases = HostLeases.withClock(() -> now).begin(7, new ShardDuty.Shard() {
        @Override
        public void prove(Consumer<Boolean> answer) {
            proofs.add(answer);
        }

        @Override
        public void give(String id, Object command, Party party) {
            assertThat(party).isEqualTo(Party.LEASES);
            given.add(id + " " + command.getClass().getSimpleName());
        }

        @Override
        public void after(Duration time, Runnable what) {
            assertThat(time).isPositive().isLessThanOrEqualTo(HostLeases.PACE);
            putOff.add(what);
        }
    });

    @Test
    void hostsThatAskMeanwhileShareAProofOfOwnership() {
        leases.shown(host(ONE));
        leases.shown(host(TWO));
        renews(ONE, first, 1);
        renews(TWO, second, 4);
        renews(ONE, first, 2);
        assertThat(proofs).hasSize(1);
        proofs.remove().accept(true);
        assertThat(first.getAllReceived()).containsExactly(new AgentOrder.Grant(new LeaseGrant(7, 1, 1)));
        assertThat(second.hasMessages()).isFalse();

        // The next one is asked for half a second after the first, for all who have come by then.
        assertThat(proofs).isEmpty();
        putOff.remove().run();
        proofs.remove().accept(true);
        assertThat(first.getAllReceived()).containsExactly(new AgentOrder.Grant(new LeaseGrant(7, 1, 2)));
        assertThat(second.getAllReceived()).containsExactly(new AgentOrder.Grant(new LeaseGrant(7, 1, 4)));
        assertThat(putOff).isEmpty();
    }

    @Test
    void withoutAProofNothingIsGranted() {
        leases.shown(host(ONE));
        renews(ONE, first, 1);
        proofs.remove().accept(false);
        assertThat(first.hasMessages()).isFalse();
    }

    @Test
    void aHostThatIsNotHeardIsSuspectedAndItsEntityIsTold() {
        leases.shown(host(ONE));
        silence(9);
        assertThat(given).isEmpty();
        silence(1);
        assertThat(given).containsExactly("host-1 NoteSilence");
    }

    @Test
    void aHostWhoseAgentAsksForNoLeaseIsHeardWhileItsSessionIsThere() {
        HostState suspected = RESOURCE.evolve(host(ONE), fact(3, new HostEvent.HostSuspected()));
        leases.shown(host(ONE));
        for (int i = 0; i < 10; i++) {
            silence(3);
            leases.said(new Body(new AgentWord.Present(ONE)), first.getRef());
        }
        assertThat(given).isEmpty();
        leases.shown(suspected);
        leases.said(new Body(new AgentWord.Present(ONE)), first.getRef());
        assertThat(given).containsExactly("host-1 NoteHeard");
        assertThat(first.hasMessages()).isFalse();
    }

    @Test
    void theAgentOfALostHostHasToSayHelloFirst() {
        HostState suspected = RESOURCE.evolve(host(ONE), fact(3, new HostEvent.HostSuspected()));
        leases.shown(RESOURCE.evolve(suspected, fact(4, new HostEvent.HostLost())));
        renews(ONE, first, 1);
        assertThat(first.getAllReceived()).containsExactly(new AgentOrder.ComeBack());
        assertThat(proofs).isEmpty();
    }

    @Test
    void howALeaseStandsIsToldToWhoAsks() {
        assertThat(standing()).isEmpty();
        leases.shown(host(ONE));
        now += Duration.ofSeconds(2).toNanos();
        assertThat(standing()).contains(new LeaseStanding(Duration.ofSeconds(2), Optional.empty()));
        renews(ONE, first, 1);
        proofs.remove().accept(true);
        now += Duration.ofSeconds(3).toNanos();
        LeaseStanding granted = standing().orElseThrow();
        assertThat(granted).isEqualTo(new LeaseStanding(Duration.ofSeconds(3), Optional.of(Duration.ofSeconds(3))));
        assertThat(granted.left()).contains(Duration.ofSeconds(57));
    }

    private Optional<LeaseStanding> standing() {
        return leases.asked(new Body(new LeaseQuestion(ONE))).map(Body::value).map(LeaseStanding.class::cast);
    }

    private void renews(HostId host, TestInbox<Sendable> through, long number) {
        leases.said(new Body(new AgentWord.Renewed(host, new LeaseRenewal(1, number))), through.getRef());
    }

    /** Seconds go by, one at a time, and nothing is heard. */
    private void silence(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            leases.tick();
        }
    }

    private static HostState host(HostId id) {
        HostState registered = RESOURCE.evolve(
                RESOURCE.unknown(id.value(), Floor.NONE),
                fact(
                        1,
                        new HostEvent.HostRegistered(
                                id,
                                new Uid(id.value()),
                                new HostSpec(
                                        new Quantities(8, 16_384, 100, 0),
                                        new FaultDomain("rack-a"),
                                        Collections.emptySortedMap()),
                                Optional.empty())));
        return RESOURCE.evolve(
                registered, fact(2, new HostEvent.AgentChanged(new AgentFacts("fake", Fencing.WATCHDOG, "1"))));
    }

    private static Recorded<HostEvent> fact(long sequence, HostEvent event) {
        return new Recorded<>(sequence, Samples.NOW, Party.LEASES, event);
    }
}
