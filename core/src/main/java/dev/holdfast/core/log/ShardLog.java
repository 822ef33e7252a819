package dev.holdfast.core.log;

import dev.holdfast.core.log.LogOutput.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A shard's log as its would-be owner runs it: acquire, read, then serve appends, barriers, loads and snapshots until
 * it is released, fenced or quarantined. One object is one try at ownership; whoever wants the shard again makes a new
 * one, with an owner name that was never used.
 *
 * <p>A step machine: {@link #step} takes an input and gives outputs, in order. It has no clock, thread, store or actor;
 * the node and the simulation run this very class. What it never does: assume that it is the owner because time has or
 * has not passed.
 */
public final class ShardLog {
    private enum Phase {
        NEW,
        ACQUIRING,
        READING,
        OWNED,
        RELEASING,
        FENCED,
        QUARANTINED,
        ENDED
    }

    private final LogSettings settings;
    private final Wire wire;
    private final ShardId shard;
    private final String owner;
    private final long era;
    private final LogIndex index;
    private final Acquisition acquisition;
    private Phase phase = Phase.NEW;
    private Optional<Reading> reading = Optional.empty();
    private Optional<Service> service = Optional.empty();

    /** The parts that exist only while the shard is owned. */
    private record Service(
            Owned owned,
            AppendQueue queue,
            Writer writer,
            Barriers barriers,
            Loads loads,
            Shelf shelf,
            Upkeep upkeep) {}

    /**
     * @param owner unique for this object among all that ever were
     * @param era of the store's life
     */
    public ShardLog(ShardId shard, String owner, long era, LogSettings settings) {
        this.shard = shard;
        this.owner = owner;
        this.era = era;
        this.settings = settings;
        this.wire = new Wire(settings, owner);
        this.index = new LogIndex(settings.keepsAllSnapshots());
        this.acquisition = new Acquisition(
                wire, settings, shard, owner, era, this::acquired, this::quarantine, () -> phase(Phase.ENDED));
    }

    public ShardId shard() {
        return shard;
    }

    /** Takes one input; what it wants done, in order. */
    public List<LogOutput> step(LogInput input, Instant now) {
        wire.at(now);
        switch (input) {
            case LogInput.StoreAnswered(long ticket, StoreAnswer answer) -> wire.answered(ticket, answer);
            case LogInput.Wake() -> wire.wake();
            case LogInput.Acquire() -> acquire();
            case LogInput.Release() -> release();
            case LogInput.Append append -> append(append);
            case LogInput.Delete delete -> delete(delete);
            case LogInput.Archive archive -> archive(archive);
            case LogInput.AskBarrier question -> barrier(question);
            case LogInput.LoadEvents load -> load(load);
            case LogInput.LoadSnapshot load ->
                serving(
                        s -> s.shelf().load(load, true),
                        () -> wire.emit(new LogOutput.SnapshotFailed(load.token(), notOwned())));
            case LogInput.SaveSnapshot save ->
                serving(
                        s -> s.shelf().save(save),
                        () -> wire.emit(new LogOutput.SnapshotFailed(save.token(), notOwned())));
            case LogInput.DeleteSnapshots delete ->
                serving(
                        s -> s.shelf().delete(delete),
                        () -> wire.emit(new LogOutput.SnapshotFailed(delete.token(), notOwned())));
            case LogInput.KeepAside(String id) -> serving(s -> s.upkeep().keepAside(id), () -> {});
        }
        endIfDone();
        return wire.drain();
    }

    /** When to give it a {@link LogInput.Wake}. */
    public Optional<Instant> wakeAt() {
        return phase == Phase.ENDED ? Optional.empty() : wire.wakeAt();
    }

    // Acquire and read.

    private void acquire() {
        if (phase != Phase.NEW) {
            throw new IllegalStateException(shard + " was acquired by this object before");
        }
        phase(Phase.ACQUIRING);
        acquisition.begin();
    }

    private void acquired(long segment, Head head) {
        phase(Phase.READING);
        Owned owned = new Owned(shard, owner, era, index, segment, head, acquisition.headWrites());
        wire.ask(new StoreRequest.WriteHint(shard, segment), 1, _ -> {}, _ -> {});
        Reading begun = new Reading(wire, settings, owned, () -> serve(owned), why -> doubt(owned, why));
        reading = Optional.of(begun);
        begun.begin();
    }

    /**
     * Something does not fit the head that this owner knows. Either a newer owner has written since, which the head now
     * tells, or the store has lost data.
     */
    private void doubt(Owned owned, String why) {
        reading.ifPresent(Reading::cancel);
        lookWhoOwns(owned, owned.segment(), () -> quarantine(why), () -> quarantine(why));
    }

    /**
     * Follows sealed segments to the last one, whose head tells who owns the shard; if that is a newer owner, this one
     * is fenced.
     *
     * @param ours what to do when nobody else does
     * @param unknown what to do when nobody can tell
     */
    private void lookWhoOwns(Owned owned, long segment, Runnable ours, Runnable unknown) {
        wire.ask(
                new StoreRequest.ReadHead(shard, segment),
                Integer.MAX_VALUE,
                answer -> {
                    if (!(answer instanceof StoreAnswer.HeadRead(Optional<Head> head)) || head.isEmpty()) {
                        ours.run();
                    } else if (head.get().term() > owned.term()) {
                        fence(head.get());
                    } else if (head.get().sealed()) {
                        lookWhoOwns(owned, segment + 1, ours, unknown);
                    } else {
                        ours.run();
                    }
                },
                _ -> unknown.run());
    }

    private void serve(Owned owned) {
        reading = Optional.empty();
        AppendQueue queue = new AppendQueue(wire, settings, index);
        Writer writer = new Writer(wire, settings, owned, queue, new WriterListener());
        Suspicion suspicion = (ours, unknown) -> lookWhoOwns(owned, owned.segment(), ours, unknown);
        Loads loads = new Loads(wire, settings, owned, suspicion);
        Shelf shelf = new Shelf(wire, settings, owned, suspicion);
        Barriers barriers = new Barriers(wire, settings, owned, writer, new BarrierListener());
        Upkeep upkeep = new Upkeep(wire, settings, owned, writer, queue, shelf, loads, why -> doubt(owned, why));
        service = Optional.of(new Service(owned, queue, writer, barriers, loads, shelf, upkeep));
        phase(Phase.OWNED);
        wire.emit(new LogOutput.Acquired(owned.term(), index.floor()));
        barriers.keepLooking();
        upkeep.tend();
    }

    // Serve.

    private void append(LogInput.Append append) {
        if (phase == Phase.OWNED && service.isPresent()) {
            service.get().queue().append(append);
            pump(service.get());
        } else {
            refuse(append.token());
        }
    }

    private void delete(LogInput.Delete delete) {
        if (phase == Phase.OWNED && service.isPresent()) {
            service.get().queue().delete(delete);
            pump(service.get());
        } else {
            refuse(delete.token());
        }
    }

    private void archive(LogInput.Archive archive) {
        if (phase == Phase.OWNED && service.isPresent()) {
            service.get().queue().archive(archive);
            pump(service.get());
        } else {
            refuse(archive.token());
        }
    }

    private static void pump(Service s) {
        s.writer().pump();
        s.writer().sweep();
    }

    private void refuse(long token) {
        wire.emit(new LogOutput.AppendRefused(token, refusal(), notOwned()));
    }

    private void barrier(LogInput.AskBarrier question) {
        if ((phase == Phase.OWNED || phase == Phase.RELEASING) && service.isPresent()) {
            service.get().barriers().ask(question);
        } else {
            wire.emit(new LogOutput.BarrierFailed(question.token(), refusal()));
        }
    }

    private void load(LogInput.LoadEvents load) {
        serving(
                s -> s.loads().load(load),
                () -> wire.emit(new LogOutput.LoadFailed(
                        load.token(), load.id() + ": " + notOwned(), phase == Phase.QUARANTINED)));
    }

    private void serving(Consumer<Service> then, Runnable otherwise) {
        if ((phase == Phase.OWNED || phase == Phase.RELEASING) && service.isPresent()) {
            then.accept(service.get());
        } else {
            otherwise.run();
        }
    }

    private Refusal refusal() {
        return switch (phase) {
            case FENCED -> Refusal.FENCED;
            case QUARANTINED -> Refusal.DAMAGED;
            case NEW, ACQUIRING, READING, OWNED, RELEASING, ENDED -> Refusal.UNAVAILABLE;
        };
    }

    private String notOwned() {
        return shard + " is " + phase.name().toLowerCase(Locale.ROOT) + " here";
    }

    private final class WriterListener implements Writer.Listener {
        @Override
        public void sent(CommitId commit) {
            service.ifPresent(s -> s.barriers().mayShow(commit));
        }

        @Override
        public void archiving(String id) {
            service.ifPresent(s -> s.shelf().forget(id));
        }

        @Override
        public void applied(Commit commit, List<Optional<Object>> live) {
            wire.emit(new LogOutput.Committed(commit, live));
            afterCommit(commit);
        }

        @Override
        public void proved(long number) {
            service.ifPresent(s -> {
                s.barriers().proved(number);
                s.loads().resume();
            });
        }

        @Override
        public void rolledOver() {
            service.ifPresent(s -> {
                wire.ask(new StoreRequest.WriteHint(shard, s.owned().segment()), 1, _ -> {}, _ -> {});
                s.barriers().read();
                s.upkeep().tend();
            });
        }

        @Override
        public void fenced(Head by) {
            fence(by);
        }

        @Override
        public void impossible(String why) {
            quarantine(why);
        }
    }

    private final class BarrierListener implements Barriers.Listener {
        @Override
        public void fenced(Head by) {
            fence(by);
        }

        @Override
        public void impossible(String why) {
            quarantine(why);
        }
    }

    private void afterCommit(Commit commit) {
        List<String> wanted = new ArrayList<>();
        for (Entry entry : commit.entries()) {
            if (index.find(entry.id())
                    .filter(known -> known.wantsSnapshot(settings.snapshotEvery()))
                    .isPresent()) {
                wanted.add(entry.id());
            }
        }
        if (!wanted.isEmpty()) {
            wire.emit(new LogOutput.SnapshotsWanted(wanted));
        }
    }

    // End.

    private void release() {
        switch (phase) {
            case NEW -> phase(Phase.ENDED);
            case ACQUIRING -> acquisition.cancel();
            case READING -> {
                reading.ifPresent(Reading::cancel);
                phase(Phase.ENDED);
            }
            case OWNED -> phase(Phase.RELEASING);
            case RELEASING, FENCED, QUARANTINED, ENDED -> {}
        }
    }

    private void fence(Head by) {
        if (phase != Phase.READING && phase != Phase.OWNED && phase != Phase.RELEASING) {
            return;
        }
        phase(Phase.FENCED);
        String who = "term " + by.term() + " by " + by.commit().owner();
        wire.emit(new LogOutput.Fenced(who));
        stop(Refusal.FENCED, who);
    }

    private void quarantine(String why) {
        if (phase == Phase.FENCED || phase == Phase.QUARANTINED || phase == Phase.ENDED) {
            return;
        }
        reading.ifPresent(Reading::cancel);
        phase(Phase.QUARANTINED);
        wire.emit(new LogOutput.Quarantined(shard + ": " + why));
        stop(Refusal.DAMAGED, why);
    }

    private void stop(Refusal why, String detail) {
        service.ifPresent(s -> {
            s.writer().stop(why, detail);
            s.barriers().stop(why);
            s.loads().stop(detail);
            s.shelf().stop();
            s.upkeep().stop();
        });
    }

    private void endIfDone() {
        boolean done = switch (phase) {
            case RELEASING ->
                service.map(s -> s.writer().idle() && s.barriers().idle()).orElse(true);
            case FENCED -> service.map(s -> !s.writer().unresolved()).orElse(true);
            case NEW, ACQUIRING, READING, OWNED, QUARANTINED, ENDED -> false;
        };
        if (done) {
            stop(Refusal.UNAVAILABLE, "released");
            phase(Phase.ENDED);
        }
    }

    private void phase(Phase next) {
        if (phase != Phase.ENDED && next == Phase.ENDED) {
            wire.emit(new LogOutput.Ended());
        }
        phase = next;
    }
}
