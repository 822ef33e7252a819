package dev.holdfast.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.agent.BackOff;
import dev.holdfast.agent.FakeNode;
import dev.holdfast.agent.FakeNode.Visit;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.WantedPower;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AgentFleetTest {
    private static final Quantities CAPACITY = new Quantities(16, 65_536, 500, 0);

    private final FakeNode node = FakeNode.start("fleet-" + System.nanoTime());
    private Optional<AgentFleet> fleet = Optional.empty();

    AgentFleetTest() throws IOException {}

    @AfterEach
    void close() throws InterruptedException {
        closeFleet();
        node.stop();
    }

    @Test
    void fiftyHostsRunTwoHundredAssignments(@TempDir Path directory) throws Exception {
        FleetSettings settings = settings(directory, 50);
        start(settings, FleetListener.NONE);
        Map<String, Visit> visits = visits(50);
        allConnected();
        for (int i = 0; i < 200; i++) {
            visit(visits, i).assign("vm-" + i, 1, 3, WantedPower.WANTED_POWER_RUNNING);
        }
        Set<String> running = new TreeSet<>();
        for (Visit visit : visits.values()) {
            for (int i = 0; i < 4; i++) {
                running.add(await(visit, ObservedPower.OBSERVED_POWER_RUNNING).getInstanceUid());
            }
        }
        assertThat(running).hasSize(200);
        int seen = 0;
        for (FleetHost host : settings.hosts()) {
            GroundTruth truth = GroundTruth.read(settings.truthOf(host));
            assertThat(truth.doubled()).isEmpty();
            assertThat(CAPACITY.fits(truth.peak())).isTrue();
            seen += truth.running().size();
        }
        assertThat(seen).isEqualTo(200);
    }

    @Test
    void everyHostComesBackWithWhatItRunsWhenTheNodeDies(@TempDir Path directory) throws Exception {
        start(settings(directory, 50), FleetListener.NONE);
        Map<String, Visit> visits = visits(50);
        visit(visits, 6).assign("web", 1, 3, WantedPower.WANTED_POWER_RUNNING);
        await(visit(visits, 6), ObservedPower.OBSERVED_POWER_RUNNING);
        node.stop();
        node.startAgain();
        Map<String, Visit> again = visits(50);
        assertThat(visit(again, 6).hello().getInventoryList())
                .extracting(Resident::getInstanceUid)
                .containsExactly("web");
    }

    @Test
    void threeHundredHostsFindANodeThatWasAwayWithinSeconds(@TempDir Path directory) throws Exception {
        FakeNode real = FakeNode.startOnLoopback();
        FleetSettings settings = FleetSettings.of(
                real.address(), "home", directory, settings(directory, 300).hosts(), SimulatedSettings.of(1));
        LinkedBlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        AgentFleet started = AgentFleet.start(settings, counting(counts));
        try {
            started.allConnected().toCompletableFuture().get(30, TimeUnit.SECONDS);
            real.stop();
            awaitCount(counts, 0);
            // So often that gRPC's own waits have grown beyond what is asked for here.
            real.hangsUp(10 * 300 / settings.hostsPerChannel());
            real.startAgain();
            long begun = System.nanoTime();
            awaitCount(counts, 300);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        } finally {
            started.close(Duration.ofSeconds(20));
            real.stop();
        }
    }

    @Test
    void hostsOfANodeThatDiedGoToAnother(@TempDir Path directory) throws Exception {
        FakeNode one = FakeNode.startOnLoopback();
        FakeNode other = FakeNode.startOnLoopback();
        FleetSettings settings = FleetSettings.of(
                List.of(one.address(), other.address()),
                "home",
                directory,
                settings(directory, 40).hosts(),
                SimulatedSettings.of(1));
        AgentFleet started = AgentFleet.start(settings, FleetListener.NONE);
        try {
            started.allConnected().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(one.registrations()).isNotEmpty().hasSizeLessThan(40);
            one.stop();
            Set<String> there = new TreeSet<>();
            while (there.size() < 40) {
                there.add(other.nextVisit().hello().getHost());
            }
        } finally {
            started.close(Duration.ofSeconds(20));
            other.stop();
        }
    }

    @Test
    void nextFleetFindsWhatTheLastOneRan(@TempDir Path directory) throws Exception {
        start(settings(directory, 2), FleetListener.NONE);
        Visit visit = visit(visits(2), 0);
        visit.assign("web", 1, 3, WantedPower.WANTED_POWER_RUNNING);
        await(visit, ObservedPower.OBSERVED_POWER_RUNNING);
        assertThatThrownBy(() -> refusedBy(settings(directory, 2))).hasMessageContaining("belongs to another process");
        closeFleet();

        start(settings(directory, 2), FleetListener.NONE);
        Visit next = visit(visits(2), 0);
        assertThat(next.hello().getAgentLife()).isEqualTo(2);
        assertThat(next.hello().getInventory(0).getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_RUNNING);
        assertThat(node.registrations().stream()
                        .filter(each -> each.getHostId().equals("host-1"))
                        .map(RegisterHostRequest::getRequestId)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void registersUntilTheNodeTakesItAndSaysWhatItIs(@TempDir Path directory) throws Exception {
        Map<String, Integer> tries = new ConcurrentHashMap<>();
        node.onRegister(request -> tries.merge(request.getHostId(), 1, Integer::sum) < 3
                ? Optional.of(Status.UNAVAILABLE)
                : Optional.empty());
        FleetSettings settings = settings(directory, 3);
        start(settings, FleetListener.NONE);
        visits(3);
        RegisterHostRequest last = node.registrations().getLast();
        assertThat(node.registrations()).hasSize(9);
        assertThat(last.getParent()).isEqualTo("regions/home");
        assertThat(last.getHost().getCapacity().getCores()).isEqualTo(16);
        assertThat(last.getHost().getCapacity().getMemoryMib()).isEqualTo(65_536);
        assertThat(last.getHost().getFaultDomain()).startsWith("rack-");
        assertThat(last.getHost().getLabelsMap()).containsEntry("disk", "ssd");
    }

    @Test
    void hostThatIsRefusedForGoodIsTold(@TempDir Path directory) throws Exception {
        node.onRegister(request -> request.getHostId().equals("host-1")
                ? Optional.of(Status.ALREADY_EXISTS.withDescription("capacity differs"))
                : Optional.empty());
        LinkedBlockingQueue<String> refused = new LinkedBlockingQueue<>();
        start(settings(directory, 2), refusals(refused));
        assertThat(refused.poll(20, TimeUnit.SECONDS)).isEqualTo("host-1: ALREADY_EXISTS: capacity differs");
        assertThat(visits(1)).containsOnlyKeys("host-2");
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName(@TempDir Path directory) {
        assertThatThrownBy(() -> host("Host", 1)).hasMessageContaining("host must match");
        assertThatThrownBy(() -> FleetSettings.of("localhost:1", "Home", directory, List.of(), SimulatedSettings.of(1)))
                .hasMessageContaining("region");
        assertThatThrownBy(() -> FleetSettings.of(List.of(), "home", directory, List.of(), SimulatedSettings.of(1)))
                .hasMessageContaining("addresses must be host:port, one at least");
        assertThatThrownBy(() -> FleetSettings.of(
                        "localhost:1",
                        "home",
                        directory,
                        List.of(host("twice", 1), host("twice", 2)),
                        SimulatedSettings.of(1)))
                .hasMessageContaining("two are named 'twice'");
    }

    private void start(FleetSettings settings, FleetListener listener) {
        fleet = Optional.of(AgentFleet.start(settings, listener, _ -> node.channel()));
    }

    private void closeFleet() {
        fleet.ifPresent(each -> each.close(Duration.ofSeconds(20)));
        fleet = Optional.empty();
    }

    private void allConnected() throws Exception {
        AgentFleet started = fleet.orElseThrow();
        started.allConnected().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(started.connected()).isEqualTo(50);
    }

    /** Starts a fleet that must be refused and throws why. */
    private void refusedBy(FleetSettings settings) throws Exception {
        LinkedBlockingQueue<String> refused = new LinkedBlockingQueue<>();
        AgentFleet second = AgentFleet.start(settings, refusals(refused), _ -> node.channel());
        try {
            throw new IOException(String.valueOf(refused.poll(20, TimeUnit.SECONDS)));
        } finally {
            second.close(Duration.ofSeconds(20));
        }
    }

    private static FleetListener counting(LinkedBlockingQueue<Integer> counts) {
        return new FleetListener() {
            @Override
            public void connected(int connected, int hosts) {
                counts.add(connected);
            }

            @Override
            public void refused(String host, String why) {
                throw new AssertionError(host + ": " + why);
            }
        };
    }

    private static void awaitCount(LinkedBlockingQueue<Integer> counts, int wanted) throws InterruptedException {
        Integer count;
        do {
            count = counts.poll(20, TimeUnit.SECONDS);
        } while (count != null && count != wanted);
        assertThat(count).isEqualTo(wanted);
    }

    private static FleetListener refusals(LinkedBlockingQueue<String> refused) {
        return new FleetListener() {
            @Override
            public void connected(int connected, int hosts) {}

            @Override
            public void refused(String host, String why) {
                refused.add(host + ": " + why);
            }
        };
    }

    private Map<String, Visit> visits(int count) throws InterruptedException {
        Map<String, Visit> visits = new TreeMap<>();
        while (visits.size() < count) {
            Visit visit = node.nextVisit();
            String host = visit.hello().getHost();
            visits.put(host.substring(host.lastIndexOf('/') + 1), visit);
        }
        return visits;
    }

    private static Visit visit(Map<String, Visit> visits, int number) {
        return Optional.ofNullable(visits.get("host-" + (number % visits.size() + 1)))
                .orElseThrow();
    }

    private static Resident await(Visit visit, ObservedPower power) throws InterruptedException {
        while (true) {
            SessionRequest next = visit.next();
            if (next.hasReport() && next.getReport().getResident().getPower() == power) {
                return next.getReport().getResident();
            }
        }
    }

    private static FleetSettings settings(Path directory, int hosts) {
        Latency soon = new Latency.Uniform(Duration.ofMillis(1), Duration.ofMillis(20));
        return new FleetSettings(
                List.of("in-process:1"),
                "home",
                directory,
                IntStream.rangeClosed(1, hosts)
                        .mapToObj(number -> host("host-" + number, number))
                        .toList(),
                new SimulatedSettings(soon, soon, soon, 1, 0, Fencing.NONE, 42),
                "1",
                20,
                2,
                new BackOff(Duration.ofMillis(10), Duration.ofMillis(200)),
                Duration.ofMillis(50));
    }

    private static FleetHost host(String name, int number) {
        return new FleetHost(
                name, CAPACITY, "rack-" + number % 5, new TreeMap<>(Collections.singletonMap("disk", "ssd")));
    }
}
