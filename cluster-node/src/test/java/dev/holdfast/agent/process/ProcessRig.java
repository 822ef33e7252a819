package dev.holdfast.agent.process;

import static org.awaitility.Awaitility.await;

import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.Sighting;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A folder of images, a driver's folder, and what a test does with drivers there, one after the other. */
final class ProcessRig {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String NAME = "projects/shop/regions/home/instances/web";
    static final Incarnation WEB = incarnation("web", 1);

    /**
     * Writes a line at once and then fifty times a second: by which run, under which epoch, when. Two that run at once
     * would write between each other's lines.
     */
    private static final String COUNTER = """
            #!/bin/sh
            while :; do
              read -r up _ </proc/uptime
              echo "$HOLDFAST_RUN $HOLDFAST_EPOCH $up" >>"$1"
              sleep 0.02
            done
            """;

    private final Path folder;
    private final Optional<Duration> lease;
    private final Optional<Path> group;
    private Optional<ProcessDriver> driver = Optional.empty();

    ProcessRig(Path folder, Optional<Duration> lease, Optional<Path> group) throws IOException {
        this.folder = folder;
        this.lease = lease;
        this.group = group;
        Files.createDirectories(images());
        image("counter", COUNTER);
        image("lasting", "#!/bin/sh\nexec sleep 600\n");
        image("obstinate", "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n");
        image("unstartable", "#!/nowhere/at/all\n");
    }

    Path images() {
        return folder.resolve("images");
    }

    Path directory() {
        return folder.resolve("process");
    }

    Path count() {
        return folder.resolve("count");
    }

    Path image(String name, String script) throws IOException {
        Path file = images().resolve(name);
        Files.writeString(file, script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    ProcessDriver open() throws IOException {
        ProcessDriver opened = ProcessDriver.open(new ProcessSettings(directory(), images(), lease, group));
        driver = Optional.of(opened);
        return opened;
    }

    /** The agent's process ends. */
    void end() {
        driver.ifPresent(ProcessDriver::close);
        driver = Optional.empty();
    }

    void run(ProcessDriver to, Incarnation incarnation, Workload workload) throws Exception {
        done(to.create(incarnation, NAME, 1, workload));
        done(to.start(incarnation, 1, workload));
    }

    /** Under the host's lease. */
    Workload counter() {
        Workload kept = workload("counter", count().toString());
        return new Workload(
                kept.size(),
                kept.image(),
                kept.command(),
                kept.userData(),
                kept.metadata(),
                kept.stopGrace(),
                OnSilence.STOP);
    }

    static Workload workload(String image, String... arguments) {
        return new Workload(
                new Quantities(1, 256, 0, 0),
                image,
                List.of(arguments),
                "",
                new TreeMap<>(),
                Duration.ofSeconds(90),
                OnSilence.KEEP);
    }

    static Workload with(Workload workload, String userData, SortedMap<String, String> metadata) {
        return new Workload(
                workload.size(),
                workload.image(),
                workload.command(),
                userData,
                metadata,
                workload.stopGrace(),
                workload.onSilence());
    }

    static void done(CompletionStage<Outcome> order) throws Exception {
        Outcome outcome = get(order);
        if (!outcome.equals(new Outcome.Done())) {
            throw new AssertionError("not done: " + outcome);
        }
    }

    static String failure(CompletionStage<Outcome> order) throws Exception {
        return switch (get(order)) {
            case Outcome.Done _ -> throw new AssertionError("it was done");
            case Outcome.Failed(String reason) -> reason;
        };
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    static Optional<Sight> sight(ProcessDriver of, Incarnation incarnation) {
        try {
            return get(of.inventory()).stream()
                    .filter(each -> each.incarnation().equals(incarnation))
                    .map(Sighting::power)
                    .findFirst();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    static void awaitSight(ProcessDriver of, Incarnation incarnation, Sight sight) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> sight(of, incarnation).equals(Optional.of(sight)));
    }

    GuestFolder folder(Incarnation incarnation) {
        return new GuestFolder(
                directory().resolve(GuestFolder.ALL).resolve(incarnation.uid() + "." + incarnation.epoch()));
    }

    /** What runs of an incarnation, by its ticket and claim. */
    Run run(Incarnation incarnation) throws IOException {
        GuestFolder of = folder(incarnation);
        return of.run(of.ticket().orElseThrow()).orElseThrow();
    }

    /** A line of the counter. */
    record Beat(String run, long epoch, long upMillis) {}

    List<Beat> beats() throws IOException {
        List<Beat> beats = new ArrayList<>();
        if (Files.exists(count())) {
            for (String line : Files.readAllLines(count())) {
                String[] parts = line.split(" ", -1);
                beats.add(
                        new Beat(parts[0], Long.parseLong(parts[1]), Math.round(Double.parseDouble(parts[2]) * 1_000)));
            }
        }
        return beats;
    }

    void awaitBeats(int more) throws IOException {
        int before = beats().size();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> beats().size() >= before + more);
    }

    /** The runs that have counted, in order; fails when one counted after another had begun. */
    List<String> runsInTurn() throws IOException {
        List<String> runs = new ArrayList<>();
        for (Beat beat : beats()) {
            if (runs.isEmpty() || !runs.getLast().equals(beat.run())) {
                runs.add(beat.run());
            }
        }
        if (new TreeSet<>(runs).size() != runs.size()) {
            throw new AssertionError("two ran at once: " + runs);
        }
        return runs;
    }

    static Incarnation incarnation(String uid, long epoch) {
        return new Incarnation(new Uid(uid), new Epoch(epoch));
    }

    /** Ends every process that the test has begun, and the watchdog. */
    void close() throws Exception {
        end();
        if (Files.isDirectory(directory())) {
            new Lease.Endless().write(directory());
            for (GuestFolder each : GuestFolder.all(directory())) {
                String boot = BootClock.open().boot();
                Optional<Ticket> ticket =
                        each.ticket().filter(issued -> issued.boot().equals(boot));
                if (ticket.isPresent() && !each.revoke(ticket.get())) {
                    Run run = each.run(ticket.get()).orElseThrow();
                    await().atMost(PATIENCE).until(() -> {
                        run.kill();
                        return run.isOver();
                    });
                    ticket.get().group().ifPresent(ControlGroups::remove);
                }
            }
            Path named = directory().resolve(WatchdogMain.NAME_FILE);
            if (Files.exists(named)) {
                Named watchdog = Named.parse(Files.readString(named)).orElseThrow();
                await().atMost(PATIENCE).until(() -> !Processes.isAlive(watchdog.identity()));
            }
        }
        group.map(each -> each.resolve("watchdog")).ifPresent(ControlGroups::remove);
        group.ifPresent(ControlGroups::remove);
    }
}
