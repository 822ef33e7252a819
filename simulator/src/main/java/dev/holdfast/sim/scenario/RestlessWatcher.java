package dev.holdfast.sim.scenario;

import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.v1.ChangeKind;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceChange;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.LogPosition;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Watches a project's instances as a client is told to: goes on from its last token whenever its stream ends, which it
 * also ends by itself, after as many changes as its seed says. It writes down what it was told, and never begins anew.
 */
final class RestlessWatcher implements AutoCloseable {
    private static final Duration STREAM_LIMIT = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(1);

    /**
     * What it has written down.
     *
     * @param sequences of the facts of each instance, by its full name, in the order in which they were told
     * @param standing what there is, by full name, as the changes left it
     * @param faults what must not be: positions of a shard that do not grow, changes that do not fit what there was
     */
    record Notes(
            SortedMap<String, List<Long>> sequences,
            SortedMap<String, Instance> standing,
            List<String> faults,
            long changes,
            long reconnects,
            long outages) {}

    private final ManagedChannel channel;
    private final Lookout lookout;
    private final Draws draws;
    private final int changesAStream;
    private final Thread thread;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final SortedMap<String, List<Long>> sequences = new TreeMap<>();
    private final SortedMap<String, Instance> standing = new TreeMap<>();
    private final SortedMap<Integer, LogPosition> positions = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private String token = "";
    private long changes;
    private long reconnects;
    private long outages;
    private volatile boolean over;

    /** @param changesAStream about so many, until it ends a stream by itself */
    RestlessWatcher(ManagedChannel channel, ScheduledExecutorService timer, Draws draws, int changesAStream) {
        this.channel = channel;
        this.lookout = new Lookout(timer);
        this.draws = draws;
        this.changesAStream = changesAStream;
        this.thread = Thread.ofPlatform().daemon().name("watcher").unstarted(this::watch);
    }

    /** Ends when it knows all there is, so that nothing after that escapes it. */
    void begin(Duration patience) throws Exception {
        thread.start();
        begun.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized long changes() {
        return changes;
    }

    /** How many facts of an instance it was told. */
    synchronized int told(String name) {
        return sequences.getOrDefault(name, List.of()).size();
    }

    synchronized Notes notes() {
        SortedMap<String, List<Long>> copied = new TreeMap<>();
        sequences.forEach((name, seen) -> copied.put(name, List.copyOf(seen)));
        return new Notes(copied, new TreeMap<>(standing), List.copyOf(faults), changes, reconnects, outages);
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        while (!over) {
            long before = changes();
            try {
                follow(1 + (int) draws.below(2L * changesAStream));
                pause = FIRST_PAUSE;
            } catch (StatusRuntimeException ended) {
                if (over) {
                    return;
                }
                note(ended.getStatus());
                pause = changes() > before ? FIRST_PAUSE : pause.multipliedBy(2);
                pause = pause.compareTo(LAST_PAUSE) < 0 ? pause : LAST_PAUSE;
                try {
                    lookout.pass(pause);
                } catch (InterruptedException closed) {
                    return;
                }
            }
        }
    }

    private synchronized void note(Status status) {
        outages++;
        boolean comesBack = switch (status.getCode()) {
            case UNAVAILABLE, UNKNOWN, INTERNAL, CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    DATA_LOSS,
                    UNAUTHENTICATED -> false;
        };
        if (!comesBack) {
            faults.add("after " + changes + " changes it was told " + status);
            over = true;
            begun.complete(null);
        }
    }

    /** One stream, until so many changes have come. */
    private void follow(int most) {
        Context.CancellableContext context = Context.current().withCancellation();
        Context outer = context.attach();
        try {
            Iterator<WatchInstancesResponse> stream = InstanceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(STREAM_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .watchInstances(WatchInstancesRequest.newBuilder()
                            .setParent(RecordingClient.parent())
                            .setResumeToken(token)
                            .build());
            int seen = 0;
            while (seen < most && stream.hasNext()) {
                seen += take(stream.next()) ? 1 : 0;
            }
            if (seen == most) {
                reconnect();
            }
        } finally {
            context.detach(outer);
            context.cancel(null);
        }
    }

    private synchronized void reconnect() {
        reconnects++;
    }

    /** Whether it was a change. */
    private synchronized boolean take(WatchInstancesResponse told) {
        switch (told.getWhatCase()) {
            case LISTED -> {
                if (begun.isDone()) {
                    faults.add("told all there is although it came with a token");
                }
                standing.put(told.getListed().getName(), told.getListed());
            }
            case LIST_END -> {
                token = told.getListEnd().getResumeToken();
                begun.complete(null);
            }
            case PROGRESS -> token = told.getProgress().getResumeToken();
            case CHANGE -> change(told.getChange());
            case WHAT_NOT_SET -> faults.add("told nothing");
        }
        return told.hasChange();
    }

    private void change(InstanceChange change) {
        String name = change.getInstance().getName();
        changes++;
        token = change.getResumeToken();
        sequences.computeIfAbsent(name, _ -> new ArrayList<>()).add(change.getSequence());
        LogPosition at = change.getPosition();
        LogPosition before = positions.put(at.getShard(), at);
        if (before != null
                && (at.getPosition() < before.getPosition()
                        || (at.getPosition() == before.getPosition() && at.getIndex() <= before.getIndex()))) {
            faults.add("told of " + at + " after " + before);
        }
        ChangeKind fits = change.getKind() == ChangeKind.CHANGE_KIND_DELETED
                ? ChangeKind.CHANGE_KIND_DELETED
                : standing.containsKey(name) ? ChangeKind.CHANGE_KIND_CHANGED : ChangeKind.CHANGE_KIND_CREATED;
        if (fits != change.getKind()) {
            faults.add("told " + change.getKind() + " of " + name + " at " + change.getSequence() + ", not " + fits);
        }
        if (fits == ChangeKind.CHANGE_KIND_DELETED) {
            standing.remove(name);
        } else {
            standing.put(name, change.getInstance());
        }
    }
}
