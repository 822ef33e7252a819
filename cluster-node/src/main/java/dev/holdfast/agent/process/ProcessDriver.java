package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.Driver;
import dev.holdfast.agent.Fence;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.OwnedFile;
import dev.holdfast.agent.Sighting;
import dev.holdfast.agent.process.Processes.Identity;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each instance as an operating-system process, which outlives this one. An instance is its first process: when
 * that ends, what it left behind is killed, and then it is stopped.
 *
 * <p>What may run is known at any time, however this process ended: a ticket is on the disk before a launch, each
 * ticket starts one process at most, and no new ticket is made before all of the last one is over. All of it happens on
 * one thread; it may wait for a disk, and its callers never do.
 */
public final class ProcessDriver implements Driver {
    /** What it is called. */
    public static final String NAME = "process";

    private static final Logger LOG = LoggerFactory.getLogger(ProcessDriver.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration WATCHDOG_TICK = Duration.ofSeconds(1);

    /** A start under the lease waits so long for a watchdog that is just being replaced. */
    private static final Duration WATCHDOG_PATIENCE = Duration.ofSeconds(15);

    private static final String NO_LEASE = "the host's lease is over, or was over since this start was ordered";

    private static final Duration LAUNCH_PATIENCE = Duration.ofSeconds(10);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

    private final ProcessSettings settings;
    private final OwnedFile owned;
    private final BootClock clock;
    private final Images images;
    private final Optional<ControlGroups> groups;
    private final Optional<WatchdogKeeper> watchdog;
    private final Optional<Fence> fence;
    private final Launcher launcher;
    private final ScheduledExecutorService turn;
    private final ExecutorService leaseWriter;
    private final SortedMap<Incarnation, Guest> guests = new TreeMap<>();
    private Consumer<Sighting> observer = _ -> {};

    private ProcessDriver(
            ProcessSettings settings, OwnedFile owned, BootClock clock, Images images, Optional<ControlGroups> groups)
            throws IOException {
        this.settings = settings;
        this.owned = owned;
        this.clock = clock;
        this.images = images;
        this.groups = groups;
        this.turn = Executors.newSingleThreadScheduledExecutor(threads("holdfast-processes"));
        this.leaseWriter = Executors.newSingleThreadExecutor(threads("holdfast-lease"));
        Lease before = beginLease();
        this.fence = settings.fencingLease()
                .map(lease -> new ProcessFence(settings.directory(), lease, before, clock, leaseWriter));
        Optional<Path> watchdogGroup =
                groups.isPresent() ? Optional.of(groups.get().plain("watchdog")) : Optional.empty();
        this.watchdog =
                settings.fencingLease().map(_ -> new WatchdogKeeper(settings.directory(), clock, watchdogGroup));
        this.launcher = new Launcher(fence.map(_ -> settings.directory().resolve(Lease.FILE)));
    }

    private static ThreadFactory threads(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }

    /**
     * Goes on with what runs in a directory. Blocks until all of it is known, and a watchdog looks, if there is a
     * lease.
     *
     * @throws IOException when the directory cannot be read or written, belongs to another process or names what makes
     *     no sense; when there is no folder of images; when no watchdog can be started
     */
    public static ProcessDriver open(ProcessSettings settings) throws IOException {
        Path directory = settings.directory();
        Files.createDirectories(directory.resolve(GuestFolder.ALL));
        OwnedFile owned = OwnedFile.take(directory.resolve(NAME));
        Optional<ProcessDriver> opened = Optional.empty();
        try {
            Images images = Images.in(settings.images());
            Optional<ControlGroups> groups = settings.controlGroup().isPresent()
                    ? Optional.of(ControlGroups.open(settings.controlGroup().get()))
                    : Optional.empty();
            ProcessDriver driver = new ProcessDriver(settings, owned, BootClock.open(), images, groups);
            opened = Optional.of(driver);
            driver.resume();
            return driver;
        } catch (IOException | RuntimeException failed) {
            opened.ifPresent(ProcessDriver::close);
            owned.giveBack();
            throw failed;
        }
    }

    private void resume() throws IOException {
        GuestFolder.removeLeftOvers(settings.directory());
        for (GuestFolder folder : GuestFolder.all(settings.directory())) {
            Guest guest = new Guest(folder, GuestSpec.read(folder));
            attach(guest);
            guests.put(guest.spec.incarnation(), guest);
        }
        if (watchdog.isPresent()) {
            watchdog.get().begin();
        }
        var _ = turn.scheduleWithFixedDelay(() -> guarded(this::tick), 0, TICK.toNanos(), TimeUnit.NANOSECONDS);
        var _ = turn.scheduleWithFixedDelay(
                () -> guarded(this::keepWatchdog),
                WATCHDOG_TICK.toNanos(),
                WATCHDOG_TICK.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Nothing outlives a boot. In this one, a launch that had not claimed its ticket never will. */
    private void attach(Guest guest) throws IOException {
        Optional<Ticket> ticket =
                guest.folder.ticket().filter(each -> each.boot().equals(clock.boot()));
        if (ticket.isEmpty() || guest.folder.revoke(ticket.get())) {
            return;
        }
        Run run = guest.folder
                .run(ticket.get())
                .orElseThrow(() -> new IOException(guest.folder.path() + ": it cannot be read who claimed the ticket "
                        + ticket.get().id()));
        if (run.isOver()) {
            forget(guest, ticket.get());
            return;
        }
        guest.run = Optional.of(run);
        guest.power = run.isFirstAlive() ? Sight.RUNNING : Sight.STOPPING;
    }

    /**
     * A lease that was granted before counts on; where there was none, there is none before the first grant. One that
     * is longer than a grant makes it is of an agent that gave it to itself, and is none.
     */
    private Lease beginLease() throws IOException {
        Lease before = Lease.read(settings.directory());
        if (settings.fencingLease().isEmpty()) {
            Lease endless = new Lease.Endless();
            endless.write(settings.directory());
            return endless;
        }
        BootTime now = clock.read();
        BootTime atMost = now.plus(settings.fencingLease().get()).plus(Duration.ofMillis(1));
        if (before instanceof Lease.Until(BootTime end) && end.isBefore(atMost)) {
            return before;
        }
        Lease over = new Lease.Until(now);
        over.write(settings.directory());
        return over;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What is true at this moment: a watchdog that does not look fences nothing. */
    @Override
    public Fencing fencing() {
        return watchdog.filter(WatchdogKeeper::isLooking).isPresent() ? Fencing.WATCHDOG : Fencing.NONE;
    }

    @Override
    public Optional<Fence> fence() {
        return fence;
    }

    /** The control group that the driver of a host usually takes; nothing where this user has no right to it. */
    public static Optional<Path> usualControlGroup(String host) {
        return ControlGroups.usual(host).filter(path -> {
            try {
                var _ = ControlGroups.open(path);
                return true;
            } catch (IOException refused) {
                return false;
            }
        });
    }

    /** In what runs are limited: cpu, memory, or nothing. */
    public List<String> limits() {
        return groups.map(ControlGroups::limits).orElse(List.of());
    }

    @Override
    public CompletionStage<List<Sighting>> inventory() {
        CompletableFuture<List<Sighting>> inventory = new CompletableFuture<>();
        execute(() -> inventory.complete(guests.entrySet().stream()
                .map(guest -> sighting(guest.getKey(), guest.getValue()))
                .toList()));
        return inventory;
    }

    @Override
    public void observe(Consumer<Sighting> newObserver) {
        execute(() -> observer = newObserver);
    }

    @Override
    public CompletionStage<Outcome> create(
            Incarnation incarnation, String instance, long assignment, Workload workload) {
        return order(ended -> {
            if (guests.containsKey(incarnation)) {
                ended.complete(new Outcome.Done());
                return;
            }
            GuestSpec spec = GuestSpec.of(incarnation, instance, workload);
            Optional<String> objection = objection(spec);
            if (objection.isPresent()) {
                ended.complete(new Outcome.Failed(objection.get()));
                return;
            }
            try {
                guests.put(incarnation, new Guest(GuestFolder.create(settings.directory(), spec), spec));
                tell(incarnation, Sight.STOPPED);
                ended.complete(new Outcome.Done());
            } catch (IOException failed) {
                ended.complete(new Outcome.Failed("its folder cannot be made: " + failed.getMessage()));
            }
        });
    }

    private Optional<String> objection(GuestSpec spec) {
        if (!spec.hasPlainUid()) {
            return Optional.of("uid must be letters, digits, - and _ but is '" + spec.uid() + "'");
        }
        return switch (images.find(spec.workload().image())) {
            case Images.Answer.Found _ -> GuestEnvironment.objection(spec.workload());
            case Images.Answer.Refused(String reason) -> Optional.of(reason);
        };
    }

    @Override
    public CompletionStage<Outcome> start(Incarnation incarnation, long assignment, Workload workload) {
        // Read at once: the caller knows that the lease holds now, and whatever comes in between counts.
        return start(incarnation, workload, fence.map(Fence::spell));
    }

    private CompletionStage<Outcome> start(Incarnation incarnation, Workload workload, Optional<Long> spell) {
        return order(ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null) {
                ended.complete(new Outcome.Failed("nothing of it is here to start"));
                return;
            }
            switch (guest.power) {
                case RUNNING -> ended.complete(new Outcome.Done());
                case STARTING -> guest.defer(() -> redo(ended, start(incarnation, workload, spell)));
                case CREATING, STOPPING, GONE ->
                    ended.complete(new Outcome.Failed("it cannot be started while it is " + guest.power));
                case STOPPED -> startStopped(incarnation, guest, workload, spell, ended);
            }
        });
    }

    private static void redo(CompletableFuture<Outcome> ended, CompletionStage<Outcome> again) {
        again.thenAccept(ended::complete);
    }

    private void startStopped(
            Incarnation incarnation,
            Guest guest,
            Workload workload,
            Optional<Long> spell,
            CompletableFuture<Outcome> ended) {
        GuestSpec spec = guest.spec.with(workload);
        Optional<String> objection = objection(spec)
                .or(() -> barred(incarnation, guest))
                .or(() -> isUnheld(guest, spell) ? Optional.of(NO_LEASE) : Optional.empty());
        if (objection.isPresent()) {
            ended.complete(new Outcome.Failed(objection.get()));
            return;
        }
        become(incarnation, guest, Sight.STARTING);
        look(
                WATCHDOG_PATIENCE,
                () -> isWatched(guest) ? Optional.of(spec) : Optional.empty(),
                each -> launch(incarnation, guest, each, spell, ended),
                () -> startFailed(
                        incarnation,
                        guest,
                        ended,
                        "the host's watchdog has not looked for " + WATCHDOG_PATIENCE.toSeconds() + " s"));
    }

    private boolean isWatched(Guest guest) {
        return !guest.folder.isUnderLease()
                || watchdog.map(WatchdogKeeper::isLooking).orElse(true);
    }

    /** Whether what is under the lease may not begin: it is over, or was over since the start was ordered. */
    private boolean isUnheld(Guest guest, Optional<Long> spell) {
        return guest.folder.isUnderLease()
                && fence.filter(each -> !each.holds() || !spell.equals(Optional.of(each.spell())))
                        .isPresent();
    }

    private Optional<String> barred(Incarnation incarnation, Guest guest) {
        if (guest.folder.isFenced()) {
            return Optional.of("it was killed because the host's lease had ended, and is never started again"
                    + " under epoch " + incarnation.epoch());
        }
        return guests.entrySet().stream()
                .filter(other -> other.getKey().uid().equals(incarnation.uid()) && other.getValue() != guest)
                .filter(other -> other.getValue().power != Sight.STOPPED)
                .findFirst()
                .map(other -> "epoch " + other.getKey().epoch() + " of it is " + other.getValue().power + " here");
    }

    private void launch(
            Incarnation incarnation,
            Guest guest,
            GuestSpec spec,
            Optional<Long> spell,
            CompletableFuture<Outcome> ended) {
        try {
            String id = UUID.randomUUID().toString();
            Ticket ticket = new Ticket(id, clock.boot(), groups.map(each -> each.of(id)));
            if (groups.isPresent()) {
                groups.get().make(groups.get().of(id), spec.workload().size());
            }
            spec.write(guest.folder);
            guest.spec = spec;
            guest.folder.issue(ticket);
            // From here on the watchdog takes the ticket back when the lease ends; before, nobody did.
            if (isUnheld(guest, spell) && guest.folder.revoke(ticket)) {
                startFailed(incarnation, guest, ended, NO_LEASE);
                return;
            }
            Process process = launcher.launch(guest.folder, spec, ticket, executable(spec));
            look(
                    LAUNCH_PATIENCE,
                    () -> launched(guest, ticket, process),
                    result -> launchEnded(incarnation, guest, ticket, process, result, ended),
                    () -> launchEnded(
                            incarnation,
                            guest,
                            ticket,
                            process,
                            new Launched.Ended("it did not begin within " + LAUNCH_PATIENCE.toSeconds() + " s"),
                            ended));
        } catch (IOException failed) {
            startFailed(incarnation, guest, ended, "it cannot be launched: " + failed.getMessage());
        }
    }

    private Path executable(GuestSpec spec) throws IOException {
        return switch (images.find(spec.workload().image())) {
            case Images.Answer.Found(Path executable) -> executable;
            case Images.Answer.Refused(String reason) -> throw new IOException(reason);
        };
    }

    /** What became of a launch. */
    private sealed interface Launched {
        record Running(Run run) implements Launched {}

        record Ended(String why) implements Launched {}
    }

    private static Optional<Launched> launched(Guest guest, Ticket ticket, Process process) {
        try {
            boolean ended = !process.isAlive();
            Optional<Run> run = guest.folder.run(ticket);
            if (run.filter(Launcher::hasBecome).isPresent()) {
                return Optional.of(new Launched.Running(run.get()));
            }
            return ended ? Optional.of(new Launched.Ended(Launcher.ended(process.exitValue()))) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private void launchEnded(
            Incarnation incarnation,
            Guest guest,
            Ticket ticket,
            Process process,
            Launched result,
            CompletableFuture<Outcome> ended) {
        switch (result) {
            case Launched.Running(Run run) -> {
                guest.run = Optional.of(run);
                var _ = process.onExit().thenRun(() -> execute(this::tick));
                become(incarnation, guest, Sight.RUNNING);
                ended.complete(new Outcome.Done());
                guest.startEnded();
            }
            case Launched.Ended(String why) -> {
                process.destroyForcibly();
                endLaunch(incarnation, guest, ticket, process, why, ended);
            }
        }
    }

    /** If it had begun after all, what it has begun is ended first. */
    private void endLaunch(
            Incarnation incarnation,
            Guest guest,
            Ticket ticket,
            Process process,
            String why,
            CompletableFuture<Outcome> ended) {
        try {
            guest.run = guest.folder.revoke(ticket) ? Optional.empty() : guest.folder.run(ticket);
        } catch (IOException unreadable) {
            // It is then taken to have begun: what was started is the first process of whatever there is.
            Identity launched = Processes.look(process.pid())
                    .map(Processes.Seen::identity)
                    .orElseGet(() -> new Identity(process.pid(), 0));
            guest.run = Optional.of(new Run(ticket, launched));
        }
        if (guest.run.isEmpty()) {
            startFailed(incarnation, guest, ended, why);
            return;
        }
        guest.awaitsStop(failure -> {
            ended.complete(
                    new Outcome.Failed(failure.map(also -> why + "; " + also).orElse(why)));
            guest.startEnded();
        });
        beginStop(incarnation, guest, Duration.ZERO);
    }

    private void startFailed(Incarnation incarnation, Guest guest, CompletableFuture<Outcome> ended, String why) {
        become(incarnation, guest, Sight.STOPPED);
        ended.complete(new Outcome.Failed(why));
        guest.startEnded();
    }

    @Override
    public CompletionStage<Outcome> stop(Incarnation incarnation, long assignment, Duration grace) {
        return order(ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null || guest.power == Sight.STOPPED) {
                ended.complete(new Outcome.Done());
            } else if (guest.power == Sight.STARTING) {
                guest.defer(() -> redo(ended, stop(incarnation, assignment, grace)));
            } else {
                guest.awaitsStop(failure ->
                        ended.complete(failure.<Outcome>map(Outcome.Failed::new).orElseGet(Outcome.Done::new)));
                beginStop(incarnation, guest, grace);
            }
        });
    }

    /** A second one with less grace hurries the first; both end together. */
    private void beginStop(Incarnation incarnation, Guest guest, Duration grace) {
        long now = System.nanoTime();
        long forceAt = now + grace.toNanos();
        boolean first = guest.power != Sight.STOPPING;
        if (first) {
            become(incarnation, guest, Sight.STOPPING);
            guest.run.ifPresent(Run::terminate);
        }
        guest.forceAt = first || forceAt - guest.forceAt < 0 ? forceAt : guest.forceAt;
        guest.giveUpAt = guest.forceAt + KILL_PATIENCE.toNanos();
        watch(incarnation, guest, now);
    }

    @Override
    public CompletionStage<Outcome> remove(Incarnation incarnation, long assignment) {
        return order(ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null) {
                ended.complete(new Outcome.Done());
            } else if (guest.power == Sight.STARTING) {
                guest.defer(() -> redo(ended, remove(incarnation, assignment)));
            } else if (guest.power == Sight.STOPPED) {
                ended.complete(erase(incarnation, guest));
            } else {
                guest.awaitsStop(failure -> ended.complete(
                        failure.<Outcome>map(Outcome.Failed::new).orElseGet(() -> erase(incarnation, guest))));
                beginStop(incarnation, guest, Duration.ZERO);
            }
        });
    }

    private Outcome erase(Incarnation incarnation, Guest guest) {
        if (guests.get(incarnation) != guest) {
            return new Outcome.Done();
        }
        try {
            guest.folder.remove();
        } catch (IOException failed) {
            if (Files.exists(guest.folder.path())) {
                return new Outcome.Failed("its folder cannot be removed: " + failed.getMessage());
            }
            // Nothing can start from what is left of it, and it is removed when the driver is opened again.
            LOG.atWarn()
                    .addKeyValue("incarnation", incarnation)
                    .setCause(failed)
                    .log("some files of a removed instance are left");
        }
        guests.remove(incarnation);
        tell(incarnation, Sight.GONE);
        return new Outcome.Done();
    }

    /** Looks at all that runs or is being ended. */
    private void tick() {
        long now = System.nanoTime();
        new TreeMap<>(guests).forEach((incarnation, guest) -> guarded(() -> watch(incarnation, guest, now)));
    }

    private void watch(Incarnation incarnation, Guest guest, long now) {
        switch (guest.power) {
            case RUNNING -> {
                if (guest.run.filter(Run::isFirstAlive).isEmpty()) {
                    become(incarnation, guest, Sight.STOPPING);
                    guest.forceAt = now;
                    watchStopping(incarnation, guest, now);
                }
            }
            case STOPPING -> watchStopping(incarnation, guest, now);
            case CREATING, STARTING, STOPPED, GONE -> {}
        }
    }

    private void watchStopping(Incarnation incarnation, Guest guest, long now) {
        if (guest.run.isPresent() && !guest.run.get().isOver()) {
            Run run = guest.run.get();
            // Without its first process it has stopped, and what is left behind gets no grace of its own.
            if (!run.isFirstAlive() || now - guest.forceAt >= 0) {
                run.kill();
            }
            if (guest.isAwaited() && now - guest.giveUpAt >= 0) {
                guest.stopEnded(Optional.of("process " + run.first().pid() + " or one that it began does not end,"
                        + " though it was killed " + KILL_PATIENCE.toSeconds() + " s ago"));
            }
            return;
        }
        guest.run.ifPresent(run -> forget(guest, run.ticket()));
        guest.run = Optional.empty();
        if (guest.folder.isFenced()) {
            LOG.atWarn().addKeyValue("incarnation", incarnation).log("killed by the watchdog: the lease had ended");
        }
        become(incarnation, guest, Sight.STOPPED);
        guest.stopEnded(Optional.empty());
    }

    private static void forget(Guest guest, Ticket ticket) {
        ticket.group().ifPresent(ControlGroups::remove);
        try {
            guest.folder.forget(ticket);
        } catch (IOException failed) {
            LOG.atDebug().setCause(failed).log("what is known of a run that is over cannot be removed");
        }
    }

    private void keepWatchdog() {
        try {
            if (watchdog.isPresent()) {
                watchdog.get().keep();
            }
        } catch (IOException failed) {
            LOG.atWarn().setCause(failed).log("no watchdog can be started; nothing is started here meanwhile");
        }
    }

    /**
     * Nothing is done or seen any more. What runs goes on, and so does the watchdog: unless another driver is opened
     * here before the lease ends, it kills what runs.
     */
    public void close() {
        turn.shutdownNow();
        leaseWriter.shutdownNow();
        owned.giveBack();
    }

    private void become(Incarnation incarnation, Guest guest, Sight power) {
        if (guest.power != power) {
            guest.power = power;
            tell(incarnation, power);
        }
    }

    private void tell(Incarnation incarnation, Sight power) {
        Guest guest = guests.get(incarnation);
        observer.accept(guest == null ? new Sighting(incarnation, power) : sighting(incarnation, guest));
    }

    private static Sighting sighting(Incarnation incarnation, Guest guest) {
        return new Sighting(incarnation, guest.power, guest.power == Sight.STOPPED && guest.folder.isFenced());
    }

    private CompletionStage<Outcome> order(Consumer<CompletableFuture<Outcome>> task) {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        execute(() -> {
            try {
                task.accept(ended);
            } catch (RuntimeException bug) {
                ended.completeExceptionally(bug);
                throw bug;
            }
        });
        return ended;
    }

    /** Looks every few milliseconds until there is something or the time is over. */
    private <T> void look(Duration patience, Supplier<Optional<T>> what, Consumer<T> found, Runnable over) {
        lookUntil(System.nanoTime() + patience.toNanos(), what, found, over);
    }

    private <T> void lookUntil(long end, Supplier<Optional<T>> what, Consumer<T> found, Runnable over) {
        Optional<T> seen = seen(what);
        if (seen.isPresent()) {
            found.accept(seen.get());
        } else if (System.nanoTime() - end >= 0) {
            over.run();
        } else {
            try {
                var _ = turn.schedule(
                        () -> guarded(() -> lookUntil(end, what, found, over)), LOOK.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                // What was asked for has not happened, as if the process had died.
            }
        }
    }

    /** What cannot be told now may be told at the next look. */
    private static <T> Optional<T> seen(Supplier<Optional<T>> what) {
        try {
            return what.get();
        } catch (UncheckedIOException untold) {
            return Optional.empty();
        }
    }

    private void execute(Runnable task) {
        try {
            turn.execute(() -> guarded(task));
        } catch (RejectedExecutionException closed) {
            // The same.
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            LOG.atError().setCause(bug).log("a task of the process driver failed");
        }
    }
}
