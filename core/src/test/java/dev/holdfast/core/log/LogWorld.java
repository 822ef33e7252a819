package dev.holdfast.core.log;

import static dev.holdfast.core.log.LogRig.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.testing.Rng;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Several would-be owners fight over one shard whose store delays, loses answers, applies what it denied, applies late
 * and twice; owners pause, crash and are replaced. What clients were told is recorded apart from the log and held
 * against it.
 */
final class LogWorld {
    private static final List<String> IDS = List.of("a", "b", "c", "d");

    private record Happening(Instant at, long number, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private record Asked(String id, long expected, List<String> texts) {}

    /** A node's try at ownership, with one copy of each id on it. */
    private final class Node {
        private final ShardLog log;
        private final Map<String, Long> copies = new HashMap<>();
        private final Map<Long, Asked> appends = new HashMap<>();
        private final Map<Long, Long> barriers = new HashMap<>();
        private final Map<Long, String> loads = new HashMap<>();
        private boolean owned;
        private boolean over;
        private boolean crashed;
        private Instant pausedUntil = Instant.MIN;

        private Node(String owner) {
            LogSettings settings = new LogSettings(
                    5,
                    400,
                    2_000,
                    8,
                    100_000,
                    50,
                    Duration.ofMillis(300),
                    Duration.ofMillis(20),
                    Duration.ofMillis(200),
                    4,
                    6,
                    2_000,
                    1,
                    50,
                    6,
                    false);
            this.log = new ShardLog(SHARD, owner, 1, settings);
        }

        private void give(LogInput input) {
            if (crashed) {
                return;
            }
            if (now.isBefore(pausedUntil)) {
                later(Duration.between(now, pausedUntil).toMillis() + 1, () -> give(input));
                return;
            }
            for (LogOutput output : log.step(input, now)) {
                take(output);
            }
            log.wakeAt()
                    .ifPresent(at -> later(Math.max(1, Duration.between(now, at).toMillis()), this::wake));
        }

        private void wake() {
            if (log.wakeAt().filter(at -> !at.isAfter(now)).isPresent()) {
                give(new LogInput.Wake());
            }
        }

        private void take(LogOutput output) {
            switch (output) {
                case LogOutput.Send(long ticket, StoreRequest request) -> send(this, ticket, request);
                case LogOutput.Acquired _ -> owned = true;
                case LogOutput.Appended(long token) -> acknowledged(token);
                case LogOutput.AppendRefused(long token, var _, var _) -> {
                    Asked asked = appends.remove(token);
                    if (asked != null) {
                        refused.addAll(asked.texts());
                        copies.remove(asked.id());
                    }
                }
                case LogOutput.AppendUnknown(long token) -> {
                    Asked asked = appends.remove(token);
                    if (asked != null) {
                        unknown++;
                        copies.remove(asked.id());
                    }
                }
                case LogOutput.BarrierPassed(long token, long last, var _) -> {
                    long atLeast = Optional.ofNullable(barriers.remove(token)).orElseThrow();
                    assertThat(last)
                            .as("L7: a barrier read is no older than what was acknowledged before it began")
                            .isGreaterThanOrEqualTo(atLeast);
                    barriersPassed++;
                }
                case LogOutput.EventsLoaded(long token, List<Entry.Event> events, long last) -> {
                    String id = Optional.ofNullable(loads.remove(token)).orElseThrow();
                    if (!events.isEmpty()) {
                        assertThat(events.getLast().sequence())
                                .as("a load ends at the last")
                                .isEqualTo(last);
                    }
                    copies.put(id, last);
                }
                case LogOutput.LoadFailed(long token, var _, var _) -> loads.remove(token);
                case LogOutput.SnapshotsWanted(List<String> ids) -> ids.forEach(this::saveSnapshot);
                case LogOutput.Fenced _ -> {
                    owned = false;
                    fenced++;
                }
                case LogOutput.Quarantined(String why) ->
                    throw new AssertionError("quarantined without a loss of data: " + why);
                case LogOutput.Ended _ -> over = true;
                case LogOutput.Alarm(String what) ->
                    assertThat(what).doesNotContain("cannot be replayed").doesNotContain("read back");
                case LogOutput.Restored _,
                        LogOutput.Replayed _,
                        LogOutput.Committed _,
                        LogOutput.BarrierFailed _,
                        LogOutput.SnapshotLoaded _,
                        LogOutput.SnapshotDone _,
                        LogOutput.SnapshotFailed _ -> {}
            }
        }

        private void saveSnapshot(String id) {
            Long at = copies.get(id);
            if (at != null) {
                later(
                        rng.between(1, 30),
                        () -> give(new LogInput.SaveSnapshot(++tokens, id, at, 1, LogRig.payload(id + "@" + at))));
            }
        }

        private void acknowledged(long token) {
            Asked asked = appends.remove(token);
            if (asked == null) {
                return;
            }
            long sequence = asked.expected();
            for (String text : asked.texts()) {
                sequence++;
                acknowledged.computeIfAbsent(asked.id(), _ -> new TreeMap<>()).put(sequence, text);
            }
            copies.put(asked.id(), sequence);
        }

        /** A client asks this node, whatever anybody else thinks of who owns the shard. */
        private void work() {
            String id = rng.oneOf(IDS);
            Long at = copies.get(id);
            boolean busy =
                    appends.values().stream().anyMatch(asked -> asked.id().equals(id));
            if (busy || !owned) {
                return;
            }
            if (at == null) {
                long token = ++tokens;
                loads.put(token, id);
                long snapshotted = rng.chance(0.5) ? 1 : Long.MAX_VALUE / 2;
                give(new LogInput.LoadEvents(token, id, snapshotted, Long.MAX_VALUE, Long.MAX_VALUE, true));
            } else if (rng.chance(0.25)) {
                long token = ++tokens;
                barriers.put(
                        token,
                        Optional.ofNullable(acknowledged.get(id))
                                .map(TreeMap::lastKey)
                                .orElse(0L));
                give(new LogInput.AskBarrier(token, Optional.of(id), now.plusMillis(500)));
            } else {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i <= rng.below(3); i++) {
                    texts.add("t" + ++texted);
                }
                long token = ++tokens;
                appends.put(token, new Asked(id, at, texts));
                give(new LogInput.Append(
                        token,
                        id,
                        at,
                        texts.stream()
                                .map(text -> new LogInput.NewEvent(LogRig.payload(text), text))
                                .toList(),
                        now.plusMillis(rng.between(50, 1_000))));
            }
        }
    }

    private final Rng rng;
    private final ModelStore store = new ModelStore();
    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TreeMap<Long, String>> acknowledged = new TreeMap<>();
    private final Set<String> refused = new HashSet<>();
    private final double trouble;
    private final int turnover;
    private Instant now = Samples.NOW;
    private boolean calm;
    private long numbers;
    private long tokens;
    private long texted;
    private int owners;
    int fenced;
    int unknown;
    int barriersPassed;

    LogWorld(Rng rng) {
        this.rng = rng;
        this.trouble = rng.chance(0.2) ? 0 : 0.3 * rng.unit();
        this.turnover = 1 + rng.below(4);
    }

    private void later(long millis, Runnable what) {
        queue.add(new Happening(now.plusMillis(millis), ++numbers, what));
    }

    /** The store's side of a request: what it does, when, and what it says. */
    private void send(Node node, long ticket, StoreRequest request) {
        long there = rng.between(0, 15);
        boolean troubled = !calm && rng.chance(trouble);
        if (!troubled) {
            later(there, () -> {
                StoreAnswer answer = store.apply(request);
                later(rng.between(0, 15), () -> node.give(new LogInput.StoreAnswered(ticket, answer)));
            });
            return;
        }
        switch (rng.below(6)) {
            case 0 -> answerOnly(node, ticket, new StoreAnswer.Unavailable("down"));
            case 1 -> answerOnly(node, ticket, new StoreAnswer.Unknown("lost before it arrived"));
            case 2 -> {
                later(there, () -> store.apply(request));
                answerOnly(node, ticket, new StoreAnswer.Unknown("applied, answer lost"));
            }
            case 3 -> {
                later(rng.between(100, 4_000), () -> store.apply(request));
                answerOnly(node, ticket, new StoreAnswer.Unknown("lands much later"));
            }
            case 4 -> {
                later(rng.between(0, 2_000), () -> {
                    StoreAnswer answer = store.apply(request);
                    later(rng.between(0, 2_000), () -> node.give(new LogInput.StoreAnswered(ticket, answer)));
                });
            }
            default -> later(there, () -> store.apply(request));
        }
    }

    private void answerOnly(Node node, long ticket, StoreAnswer answer) {
        later(rng.between(1, 60), () -> node.give(new LogInput.StoreAnswered(ticket, answer)));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            int choice = rng.below(1_000);
            if (nodes.isEmpty() || choice < turnover) {
                Node node = new Node("owner-" + ++owners);
                nodes.add(node);
                node.give(new LogInput.Acquire());
            } else if (choice < 2 * turnover) {
                Node node = rng.oneOf(nodes);
                node.crashed = rng.chance(0.5);
                node.pausedUntil = now.plusMillis(rng.between(100, 5_000));
            } else if (choice < 2 * turnover + 1) {
                rng.oneOf(nodes).give(new LogInput.Release());
            } else if (choice < 250) {
                rng.oneOf(nodes).work();
            } else {
                step();
            }
            nodes.removeIf(node -> node.over || node.crashed);
            if (i % 3_000 == 2_999) {
                audit();
            }
        }
        judge();
    }

    /** Whoever looks on finds nothing wrong, at whatever moment: no rule is broken by what owners may do. */
    private void audit() {
        assertThat(new LogAudit(store::apply, SHARD, SHARD.number() + 1, 1, LogRig.SMALL)
                        .verify()
                        .findings())
                .filteredOn(finding -> finding.rule() != LogRule.PLACES)
                .isEmpty();
    }

    private void step() {
        if (!queue.isEmpty()) {
            Happening next = queue.remove();
            now = next.at();
            next.what().run();
        } else {
            now = now.plusMillis(10);
        }
    }

    /** A fresh owner on a store without trouble reads everything back. */
    private void judge() {
        calm = true;
        Instant settled = now.plusSeconds(10);
        while (!queue.isEmpty() && queue.peek().at().isBefore(settled)) {
            step();
        }
        audit();
        List<Commit> applied = store.everApplied();
        Set<String> texts = new HashSet<>();
        Map<String, TreeMap<Long, String>> written = new TreeMap<>();
        long position = 0;
        long term = 0;
        for (Commit commit : applied) {
            assertThat(commit.position())
                    .as("L2: positions have no gaps and are never shared")
                    .isEqualTo(++position);
            assertThat(commit.term()).as("L4: no append under an older term").isGreaterThanOrEqualTo(term);
            term = commit.term();
            for (Entry entry : commit.entries()) {
                Entry.Event event = (Entry.Event) entry;
                String text = LogRig.text(event.payload());
                TreeMap<Long, String> of = written.computeIfAbsent(event.id(), _ -> new TreeMap<>());
                long last = of.isEmpty() ? 0 : of.lastKey();
                assertThat(event.sequence())
                        .as("L3, L9: sequences of %s", event.id())
                        .isEqualTo(last + 1);
                of.put(event.sequence(), text);
                assertThat(texts.add(text)).as("L6: %s is written once", text).isTrue();
                assertThat(refused)
                        .as("L5: a refused append is never seen later")
                        .doesNotContain(text);
            }
        }
        acknowledged.forEach((id, events) -> events.forEach((sequence, text) -> assertThat(
                        Optional.ofNullable(written.get(id)).map(of -> of.get(sequence)))
                .as("L1: %s at %s is in the log", id, sequence)
                .contains(text)));
        LogRig last = new LogRig(store, "judge", LogRig.SMALL, now);
        last.give(new LogInput.Acquire());
        last.until(rig -> rig.has(LogOutput.Acquired.class));
        for (String id : IDS) {
            last.give(new LogInput.LoadEvents(1_000_000 + id.charAt(0), id, 1, Long.MAX_VALUE, Long.MAX_VALUE, true));
            last.until(rig -> rig.loaded(1_000_000 + id.charAt(0)).isPresent());
            List<String> found = last.loaded(1_000_000 + id.charAt(0)).orElseThrow();
            List<String> all =
                    List.copyOf(written.getOrDefault(id, new TreeMap<>()).values());
            assertThat(all)
                    .as("L1: what is kept of %s is the end of what was written", id)
                    .endsWith(found.toArray(String[]::new));
        }
    }

    int appends() {
        return acknowledged.values().stream().mapToInt(Map::size).sum();
    }

    long trimmed() {
        return store.everApplied().stream()
                .filter(commit -> {
                    for (long segment = 0; store.head(SHARD, segment).isPresent(); segment++) {
                        if (store.rows(SHARD, segment).containsKey(commit.position())) {
                            return false;
                        }
                    }
                    return true;
                })
                .count();
    }
}
