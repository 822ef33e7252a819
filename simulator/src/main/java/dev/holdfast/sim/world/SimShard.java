package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseKeeper;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Leasing;
import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogInput;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotBounds;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.node.view.RecentChanges;
import dev.holdfast.node.view.ShardView;
import dev.holdfast.node.view.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One node's try at owning a shard: its log, the view of what the log says, and the copies of its resources that live
 * here. It ends when somebody else owns the shard, when it is told to stop, or with its node.
 */
final class SimShard<S extends ResourceState, C, E, F extends Effect, R extends Rejection> {
    private static final int WAITING_AT_MOST = 10_000;
    private static final Duration APPEND_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BARRIER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration WAKE_AFTER = Duration.ofSeconds(5);
    private static final Duration WAKE_AGAIN = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final int WAKE_BURST = 500;
    private static final int KEPT_CHANGES = 128;

    private enum Phase {
        ACQUIRING,
        OWNED,
        STOPPING,
        OVER
    }

    private record Message<T>(String id, Consumer<T> what) {}

    private final SimNode node;
    private final SimRegion region;
    private final SimKind<S, C, E, F, R> kind;
    private final ShardId id;
    private final String owner;
    private final LogMachine log;
    private final ShardView<S, E> view;
    private final RecentChanges<S, E> recent;
    private final WakeUps wakeUps = new WakeUps(WAKE_AGAIN);
    private final Map<String, SimEntity<S, C, E, F, R>> entities = new TreeMap<>();
    private final List<SimEntity<S, C, E, F, R>> forks = new ArrayList<>();
    private final List<Message<SimEntity<S, C, E, F, R>>> waiting = new ArrayList<>();
    private final Map<Long, Consumer<LogOutput>> questions = new HashMap<>();
    private final Map<String, RuntimeException> doubtful = new TreeMap<>();
    private Phase phase = Phase.ACQUIRING;
    private Floor floor = Floor.NONE;
    private final SortedSet<Instant> armed = new TreeSet<>();
    private Optional<Leasing<SimSession>> leases = Optional.empty();
    private long tokens;
    private long changes;
    private boolean looking;

    SimShard(SimNode node, SimKind<S, C, E, F, R> kind, ShardId id) {
        this.node = node;
        this.region = node.region();
        this.kind = kind;
        this.id = id;
        this.owner = node.freshName();
        this.log = region.seams().log(id, owner, region.logSettings());
        this.view = new ShardView<>(kind.resource());
        this.recent = new RecentChanges<>(kind.resource(), KEPT_CHANGES);
    }

    void begin() {
        region.trace().note("acquire", id.toString(), node.number());
        give(new LogInput.Acquire());
    }

    SimNode node() {
        return node;
    }

    SimKind<S, C, E, F, R> kind() {
        return kind;
    }

    ShardId id() {
        return id;
    }

    String owner() {
        return owner;
    }

    boolean over() {
        return phase == Phase.OVER;
    }

    boolean owned() {
        return phase == Phase.OWNED;
    }

    Floor floor() {
        return floor;
    }

    /** What its view shows, by id. */
    Map<String, S> states() {
        return view.all();
    }

    /** What it would tell a follower that comes back. */
    RecentChanges<S, E> recent() {
        return recent;
    }

    /** How many changes it has told its followers. */
    long changes() {
        return changes;
    }

    // Messages to its resources.

    void receive(String resource, Consumer<SimEntity<S, C, E, F, R>> message) {
        switch (phase) {
            case ACQUIRING -> {
                if (waiting.size() < WAITING_AT_MOST) {
                    waiting.add(new Message<>(resource, message));
                }
            }
            case OWNED -> entity(resource).receive(message);
            case STOPPING, OVER -> region.trace().count("message to a stopping shard");
        }
    }

    private SimEntity<S, C, E, F, R> entity(String resource) {
        Optional<SimEntity<S, C, E, F, R>> fork = forkOf(resource);
        if (fork.isPresent() && region.astray(0.3)) {
            return fork.get();
        }
        SimEntity<S, C, E, F, R> known = entities.get(resource);
        if (known == null || known.stopped()) {
            known = new SimEntity<>(this, resource);
            entities.put(resource, known);
            known.load();
        }
        return known;
    }

    private Optional<SimEntity<S, C, E, F, R>> forkOf(String resource) {
        return forks.stream()
                .filter(each -> !each.stopped() && each.id().equals(resource))
                .findFirst();
    }

    /** The resource's copy lives on, and whoever asks next gets another one, or sometimes this. */
    boolean fork(String resource) {
        SimEntity<S, C, E, F, R> known = entities.remove(resource);
        if (known == null || known.stopped()) {
            return false;
        }
        forks.removeIf(SimEntity::stopped);
        forks.add(known);
        region.trace().count("fork");
        return true;
    }

    List<String> awake() {
        return new ArrayList<>(entities.keySet());
    }

    void gone(String resource, SimEntity<S, C, E, F, R> copy) {
        entities.remove(resource, copy);
    }

    /** Asked by whoever hands the shard over: what is queued is finished, then the log is let go. */
    void stop() {
        if (phase == Phase.ACQUIRING || phase == Phase.OWNED) {
            phase = Phase.STOPPING;
            waiting.clear();
            give(new LogInput.Release());
        }
    }

    // The log, as resources use it.

    void append(String resource, long expected, List<Recorded<E>> facts, Consumer<LogOutput> answer) {
        List<LogInput.NewEvent> events = new ArrayList<>(facts.size());
        for (Recorded<E> fact : facts) {
            events.add(new LogInput.NewEvent(region.store().payload(fact), fact));
        }
        ask(answer, token -> new LogInput.Append(token, resource, expected, events, soon(APPEND_PATIENCE)));
    }

    void barrier(String resource, Consumer<LogOutput> answer) {
        ask(answer, token -> new LogInput.AskBarrier(token, Optional.of(resource), soon(BARRIER_PATIENCE)));
    }

    void loadSnapshot(String resource, Consumer<LogOutput> answer) {
        ask(answer, token -> new LogInput.LoadSnapshot(token, resource, SnapshotBounds.ANY));
    }

    void loadEvents(String resource, long from, Consumer<LogOutput> answer) {
        ask(answer, token -> new LogInput.LoadEvents(token, resource, from, Long.MAX_VALUE, Long.MAX_VALUE, false));
    }

    /**
     * What happened to a resource after a sequence, as a node's reader finds it: what the log keeps, then a proof of
     * ownership, then the copies of what was trimmed. No answer when any of them fails.
     */
    void listEvents(String resource, long after, int limit, Consumer<List<Recorded<E>>> answer) {
        if (phase != Phase.OWNED) {
            return;
        }
        ask(
                output -> {
                    if (output instanceof LogOutput.EventsLoaded(var _, List<Entry.Event> kept, var _)) {
                        proven(resource, () -> withCopies(resource, after, limit, kept, answer));
                    }
                },
                token -> new LogInput.LoadEvents(token, resource, after + 1, Long.MAX_VALUE, limit + 1L, true));
    }

    private void proven(String resource, Runnable then) {
        barrier(resource, output -> {
            if (output instanceof LogOutput.BarrierPassed) {
                then.run();
            }
        });
    }

    private void withCopies(
            String resource, long after, int limit, List<Entry.Event> kept, Consumer<List<Recorded<E>>> answer) {
        region.store()
                .request(
                        new StoreRequest.ReadHistory(id, resource, after + 1, limit + 1),
                        found -> node.here(() -> {
                                    if (found instanceof StoreAnswer.HistoryRead(List<HistoryRow> rows)) {
                                        answer.accept(merged(rows, kept, limit));
                                    }
                                })
                                .run());
    }

    @SuppressWarnings("unchecked")
    private List<Recorded<E>> merged(List<HistoryRow> copies, List<Entry.Event> kept, int limit) {
        SortedMap<Long, Recorded<E>> found = new TreeMap<>();
        copies.forEach(
                row -> found.put(row.sequence(), (Recorded<E>) region.store().object(row.payload())));
        kept.forEach(event -> found.put(event.sequence(), fact(event)));
        return found.values().stream().limit(limit).toList();
    }

    void archive(String resource, long expected, Epoch epoch) {
        ask(_ -> {}, token -> new LogInput.Archive(token, resource, expected, epoch, soon(APPEND_PATIENCE)));
    }

    @SuppressWarnings("unchecked")
    S snapshotState(Snapshot snapshot) {
        return (S) region.store().object(snapshot.payload().orElseThrow());
    }

    @SuppressWarnings("unchecked")
    Recorded<E> fact(Entry.Event event) {
        return (Recorded<E>) region.store().object(event.payload());
    }

    private Instant soon(Duration patience) {
        return node.clock().now().plus(patience);
    }

    private interface Question {
        LogInput as(long token);
    }

    private void ask(Consumer<LogOutput> answer, Question question) {
        long token = ++tokens;
        questions.put(token, answer);
        give(question.as(token));
    }

    // The log itself.

    private void give(LogInput input) {
        for (LogOutput output : log.step(input, node.clock().now())) {
            take(output);
        }
        arm();
    }

    private void arm() {
        Optional<Instant> next = log.wakeAt();
        if (next.isPresent() && armed.add(next.get())) {
            node.after(node.clock().trueNanosUntil(next.get()), () -> {
                armed.remove(next.get());
                give(new LogInput.Wake());
            });
        }
    }

    private void take(LogOutput output) {
        switch (output) {
            case LogOutput.Send(long ticket, var request) ->
                region.store()
                        .request(
                                region.seams().request(request),
                                answer -> node.here(() -> give(new LogInput.StoreAnswered(ticket, answer)))
                                        .run());
            case LogOutput.Restored(Snapshot snapshot) -> view.restore(snapshot.id(), snapshotState(snapshot));
            case LogOutput.Replayed(Commit commit) -> replayed(commit);
            case LogOutput.Committed(Commit commit, List<Optional<Object>> live) -> committed(commit, live);
            case LogOutput.Acquired(long term, Floor known) -> acquired(term, known);
            case LogOutput.SnapshotsWanted(List<String> ids) -> ids.forEach(this::saveSnapshot);
            case LogOutput.Fenced(String by) -> {
                region.trace().note("fenced", id.toString(), node.number());
                region.trace().count("fenced");
                end();
            }
            case LogOutput.Quarantined(String why) -> {
                region.violated("LogIntact", why);
                end();
            }
            case LogOutput.Ended() -> end();
            case LogOutput.Alarm(String what) -> region.trace().count("alarm: " + what.replaceAll("[0-9]+", "n"));
            case LogOutput.Appended(long token) -> answer(token, output);
            case LogOutput.AppendRefused(long token, var _, var _) -> answer(token, output);
            case LogOutput.AppendUnknown(long token) -> answer(token, output);
            case LogOutput.BarrierPassed(long token, var _, var _) -> answer(token, output);
            case LogOutput.BarrierFailed(long token, var _) -> answer(token, output);
            case LogOutput.EventsLoaded(long token, var _, var _) -> answer(token, output);
            case LogOutput.LoadFailed(long token, var _, var _) -> answer(token, output);
            case LogOutput.SnapshotLoaded(long token, var _) -> answer(token, output);
            case LogOutput.SnapshotDone(long token) -> answer(token, output);
            case LogOutput.SnapshotFailed(long token, var _) -> answer(token, output);
        }
    }

    private void answer(long token, LogOutput output) {
        Consumer<LogOutput> asker = questions.remove(token);
        if (asker != null) {
            asker.accept(output);
        }
    }

    /** Nothing here may speak or write any more; what the log still has to say about commits on their way comes. */
    private void end() {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        waiting.clear();
        new ArrayList<>(entities.values()).forEach(SimEntity::stop);
        forks.forEach(SimEntity::stop);
        entities.clear();
    }

    private void replayed(Commit commit) {
        recent.commit(commit.position());
        for (int i = 0; i < commit.entries().size(); i++) {
            switch (commit.entries().get(i)) {
                case Entry.Event event -> replayed(i, event);
                case Entry.Archive archive -> view.remove(archive.id());
                case Entry.Deletion _ -> {}
            }
        }
        recent.committed();
    }

    private void replayed(int index, Entry.Event event) {
        if (view.state(event.id())
                .filter(state -> state.sequence() >= event.sequence())
                .isPresent()) {
            recent.addCovered(index, event.id(), event.sequence(), event.begins(), () -> fact(event));
            return;
        }
        if (event.begins()) {
            view.remove(event.id());
        }
        Optional<S> before = view.state(event.id());
        Recorded<E> fact = fact(event);
        view.apply(event.id(), fact, this::misfit)
                .ifPresent(_ -> recent.add(index, event.id(), event.begins(), before, fact));
    }

    private void committed(Commit commit, List<Optional<Object>> live) {
        recent.commit(commit.position());
        for (int i = 0; i < commit.entries().size(); i++) {
            Entry entry = commit.entries().get(i);
            if (entry instanceof Entry.Archive(var _, long last, Epoch epoch)) {
                floor = floor.raisedTo(new Floor(last, epoch));
                view.remove(entry.id());
                wakeUps.due(entry.id(), Optional.empty());
            } else if (entry instanceof Entry.Event event && live.get(i).isPresent()) {
                Recorded<E> fact = fact(event);
                Optional<S> before = view.state(event.id());
                int index = i;
                view.apply(event.id(), fact, this::misfit).ifPresent(state -> {
                    recent.add(index, event.id(), event.begins(), before, fact);
                    wakeUps.due(event.id(), dueAt(state, fact.at().plus(WAKE_AFTER)));
                    changes++;
                    showLeases(state);
                    region.shown(this, state);
                });
            }
        }
        recent.committed();
    }

    /** What does not fit before the shard is owned for certain may be half of what a newer owner is tidying up. */
    private void misfit(String resource, RuntimeException why) {
        if (phase == Phase.ACQUIRING) {
            doubtful.put(resource, why);
            return;
        }
        region.violated("ReplayFits", resource + " cannot be replayed: " + why.getMessage());
    }

    private void acquired(long term, Floor known) {
        floor = known;
        if (phase != Phase.ACQUIRING) {
            return;
        }
        phase = Phase.OWNED;
        recent.begin();
        doubtful.forEach(this::misfit);
        keepLeases(term);
        region.trace().note("owned", id.toString(), node.number());
        Instant now = node.clock().now();
        view.all().forEach((resource, state) -> wakeUps.due(resource, dueAt(state, now)));
        if (!looking) {
            looking = true;
            look();
        }
        List<Message<SimEntity<S, C, E, F, R>>> first = new ArrayList<>(waiting);
        waiting.clear();
        first.forEach(message -> receive(message.id(), message.what()));
    }

    // The leases of hosts.

    private void keepLeases(long term) {
        if (kind.type().equals(HostResource.TYPE)) {
            leases = Optional.of(
                    new Leasing<>(region.seams().leases(term, node.clock().elapsed()), new LeaseOwner()));
            view.all().values().forEach(this::showLeases);
            tickLeases();
        }
    }

    private void showLeases(S state) {
        if (state instanceof HostState host) {
            leases.ifPresent(each -> each.shown(host));
        }
    }

    private void tickLeases() {
        if (phase == Phase.OWNED) {
            leases.ifPresent(Leasing::tick);
            node.after(LeaseKeeper.TICK.toNanos(), this::tickLeases);
        }
    }

    /** An agent asks for its host's lease anew. */
    void renewed(HostId host, LeaseRenewal renewal, SimSession from) {
        if (phase == Phase.OWNED) {
            leases.ifPresent(each -> each.renewed(host, renewal, from));
        }
    }

    /** The agent of a host was heard. */
    void heard(String host) {
        leases.ifPresent(each -> each.heard(new HostId(host)));
    }

    private final class LeaseOwner implements Leasing.Owner<SimSession> {
        @Override
        public long elapsed() {
            return node.clock().elapsed();
        }

        @Override
        public void prove(Consumer<Boolean> answer) {
            ask(
                    output -> answer.accept(output instanceof LogOutput.BarrierPassed),
                    token -> new LogInput.AskBarrier(token, Optional.empty(), soon(BARRIER_PATIENCE)));
        }

        @Override
        public void grant(SimSession partner, LeaseGrant grant) {
            region.trace().count("lease granted");
            partner.grant(node, grant);
        }

        @Override
        public void endSession(SimSession partner) {
            partner.leave();
        }

        @Override
        @SuppressWarnings("unchecked")
        public void give(HostId host, HostCommand command) {
            receive(host.value(), entity -> entity.execute((C) command, Party.LEASES, Optional.empty()));
        }
    }

    private void look() {
        if (phase != Phase.OWNED) {
            return;
        }
        for (String resource : wakeUps.take(node.clock().now(), WAKE_BURST)) {
            region.tell(kind, node.number(), resource, SimEntity::woken);
        }
        node.after(LOOK_NANOS, this::look);
    }

    private Optional<Instant> dueAt(S state, Instant soon) {
        if (kind.resource().restless(state)) {
            return Optional.of(soon);
        }
        Optional<Instant> deadline = kind.resource().deadline(state).map(Deadline::at);
        return deadline.isPresent()
                ? deadline
                : kind.resource().archivable(state).map(archivable -> archivable.from());
    }

    private void saveSnapshot(String resource) {
        view.state(resource).ifPresent(state -> {
            long token = ++tokens;
            long millis = node.clock().now().toEpochMilli();
            region.timeline().afterNanos(0, node.here(() -> {
                if (!over()) {
                    give(new LogInput.SaveSnapshot(
                            token,
                            resource,
                            state.sequence(),
                            millis,
                            region.store().payload(state)));
                }
            }));
        });
    }
}
