package dev.holdfast.sim.history;

import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Answers;
import dev.holdfast.sim.model.Condition;
import dev.holdfast.sim.model.Fact;
import dev.holdfast.sim.model.FactKind;
import dev.holdfast.sim.model.LifeModel;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Step;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * A correct machine for one instance with clients around it: messages take their time and get lost, clients lose
 * patience and send again under the same id, what was late arrives all the same, and hosts do things meanwhile.
 */
final class LittleMachine {
    private static final long PATIENCE = 80;
    private static final int CLIENTS = 4;

    /** What it left behind. */
    record Made(FactLog log, List<Operation> operations) {
        Made {
            operations = List.copyOf(operations);
        }

        Made untimed() {
            return new Made(FactLog.of(log.facts()), operations);
        }
    }

    private record Event(long at, long number, Runnable what) {}

    private record Asked(Verb verb, Optional<String> requestId, String content) {}

    private record Accepted(long sequence, Asked asked) {}

    private final Draws draws;
    private final String key;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final List<Fact> facts = new ArrayList<>();
    private final List<Long> committed = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<Asked> past = new ArrayList<>();
    private final Map<String, Accepted> accepted = new TreeMap<>();
    private Condition condition = Condition.ABSENT;
    private long now;
    private long numbers;
    private int left;

    private LittleMachine(Draws draws, String key, int operations) {
        this.draws = draws;
        this.key = key;
        this.left = operations;
    }

    static Made run(Draws draws, String key, int operations) {
        LittleMachine machine = new LittleMachine(draws, key, operations);
        for (int client = 0; client < CLIENTS; client++) {
            int process = client;
            machine.in(draws.between(0, 20), () -> machine.next(process));
        }
        machine.in(5, machine::somethingHappens);
        while (!machine.events.isEmpty()) {
            Event event = machine.events.remove();
            machine.now = event.at();
            event.what().run();
        }
        return new Made(new FactLog(machine.facts, machine.committed), machine.operations);
    }

    private void in(long delay, Runnable what) {
        events.add(new Event(now + delay, numbers++, what));
    }

    private void next(int process) {
        if (left > 0) {
            send(process, draw());
        }
    }

    private Asked draw() {
        if (!past.isEmpty() && draws.chance(0.05)) {
            Asked old = past.get((int) draws.below(past.size()));
            return new Asked(draws.chance(0.5) ? Verb.CREATE : old.verb(), old.requestId(), "other");
        }
        double what = draws.unit();
        if (what < 0.35) {
            return new Asked(Verb.READ, Optional.empty(), "");
        }
        Verb verb = what < 0.5 ? Verb.CREATE : what < 0.7 ? Verb.START : what < 0.9 ? Verb.STOP : Verb.DELETE;
        Asked asked = new Asked(
                verb,
                draws.chance(0.05) ? Optional.empty() : Optional.of("r" + numbers),
                verb == Verb.CREATE ? "small" : "");
        if (asked.requestId().isPresent()) {
            past.add(asked);
        }
        return asked;
    }

    private void send(int process, Asked asked) {
        left--;
        long start = now;
        boolean[] over = {false};
        if (!draws.chance(0.1)) {
            in(draws.between(1, draws.chance(0.1) ? 200 : 40), () -> {
                Result result = handle(asked);
                if (!draws.chance(0.1)) {
                    in(draws.between(1, 40), () -> {
                        if (!over[0]) {
                            over[0] = true;
                            record(process, asked, start, OptionalLong.of(now), result);
                            in(draws.between(0, 60), () -> next(process));
                        }
                    });
                }
            });
        }
        in(PATIENCE, () -> {
            if (!over[0]) {
                over[0] = true;
                OptionalLong end = draws.chance(0.5) ? OptionalLong.of(now) : OptionalLong.empty();
                record(process, asked, start, end, new Result.Unknown());
                if (asked.requestId().isPresent() && draws.chance(0.8)) {
                    send(process, asked);
                } else {
                    next(process);
                }
            }
        });
    }

    private void record(int process, Asked asked, long start, OptionalLong end, Result result) {
        operations.add(
                new Operation(process, asked.verb(), key, asked.requestId(), asked.content(), start, end, result));
    }

    private Result handle(Asked asked) {
        if (draws.chance(0.03)) {
            return new Result.Refused("UNAVAILABLE");
        }
        if (asked.verb() == Verb.READ) {
            boolean exists = condition.phase().exists();
            return exists
                    ? new Result.Seen(condition.sequence(), condition.phase())
                    : draws.chance(0.5) ? new Result.Seen(0, Phase.ABSENT) : new Result.Refused("NOT_FOUND");
        }
        Optional<Accepted> known = asked.requestId().map(accepted::get);
        if (known.isPresent()) {
            return known.get().asked().equals(asked)
                    ? new Result.Accepted(known.get().sequence())
                    : reused(known.get().asked(), asked, known.get().sequence());
        }
        Optional<FactKind> kind = Answers.accepting(asked.verb(), condition.phase());
        if (kind.isEmpty()) {
            return new Result.Refused(
                    Answers.refusal(asked.verb(), condition.phase()).orElseThrow());
        }
        append(kind.get(), asked.requestId());
        long sequence = condition.sequence();
        asked.requestId().ifPresent(id -> accepted.put(id, new Accepted(sequence, asked)));
        if (kind.get() == FactKind.REQUESTED) {
            append(FactKind.QUOTA_GRANTED, Optional.empty());
        }
        return new Result.Accepted(sequence);
    }

    private static Result reused(Asked first, Asked asked, long sequence) {
        boolean same = first.verb() == asked.verb() && asked.verb() != Verb.CREATE;
        return same ? new Result.Accepted(sequence) : new Result.Refused(Answers.REUSED);
    }

    private void somethingHappens() {
        List<FactKind> possible = new ArrayList<>();
        for (FactKind kind : FactKind.values()) {
            if (!kind.accepts() && LifeModel.step(condition, fact(kind, Optional.empty())) instanceof Step.Legal) {
                possible.add(kind);
            }
        }
        if (!possible.isEmpty()) {
            append(possible.get((int) draws.below(possible.size())), Optional.empty());
        }
        if (left > 0) {
            in(draws.between(3, 40), this::somethingHappens);
        }
    }

    private void append(FactKind kind, Optional<String> requestId) {
        Fact fact = fact(kind, requestId);
        condition = ((Step.Legal) LifeModel.step(condition, fact)).after();
        facts.add(fact);
        committed.add(now);
    }

    private Fact fact(FactKind kind, Optional<String> requestId) {
        return new Fact(condition.sequence() + 1, kind.wireName(), requestId);
    }
}
