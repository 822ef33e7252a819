package dev.holdfast.sim.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole log of one instance, judged fact by fact: how it was at every version, and which requests were accepted
 * where. It goes as far as the log is legal; {@link #broken} says what comes first after that.
 *
 * <p>A request id is taken to be remembered for ever. The design lets it be forgotten after 24 hours, so a log that is
 * longer must not use one again.
 */
public final class Course {
    /** A request that a fact accepted. */
    public record Acceptance(long sequence, Verb verb, Optional<String> requestId) {}

    private final List<Condition> conditions = new ArrayList<>();
    private final List<Integer> remembered = new ArrayList<>();
    private final Map<Long, Acceptance> bySequence = new HashMap<>();
    private final Map<String, Acceptance> byRequestId = new HashMap<>();
    private Optional<String> broken = Optional.empty();

    private Course() {
        conditions.add(Condition.ABSENT);
        remembered.add(0);
    }

    public static Course of(List<Fact> log) {
        Course course = new Course();
        for (Fact fact : log) {
            if (!course.add(fact)) {
                break;
            }
        }
        return course;
    }

    private boolean add(Fact fact) {
        Condition before = conditions.getLast();
        Step step = LifeModel.step(before, fact);
        if (step instanceof Step.Illegal(String why)) {
            broken = Optional.of(why);
            return false;
        }
        Condition after = ((Step.Legal) step).after();
        Optional<Acceptance> acceptance = acceptance(before, fact);
        if (acceptance.isPresent() && fact.requestId().isPresent()) {
            String id = fact.requestId().get();
            Acceptance first = byRequestId.putIfAbsent(id, acceptance.get());
            if (first != null) {
                broken = Optional.of("request id " + id + " was accepted by fact " + first.sequence()
                        + " and again by fact " + fact.sequence() + " (" + fact.kind() + ")");
                return false;
            }
        }
        acceptance.ifPresent(accepted -> bySequence.put(accepted.sequence(), accepted));
        conditions.add(after);
        remembered.add(byRequestId.size());
        return true;
    }

    private static Optional<Acceptance> acceptance(Condition before, Fact fact) {
        FactKind kind = FactKind.named(fact.kind()).orElseThrow();
        for (Verb verb : Verb.values()) {
            if (Answers.accepting(verb, before.phase()).filter(kind::equals).isPresent()) {
                return Optional.of(new Acceptance(fact.sequence(), verb, fact.requestId()));
            }
        }
        return Optional.empty();
    }

    /** The first thing that is wrong with the log, in a sentence. */
    public Optional<String> broken() {
        return broken;
    }

    /** The last version. */
    public int last() {
        return conditions.size() - 1;
    }

    /** How it was at this version, from 0 to the last. */
    public Condition at(int version) {
        return conditions.get(version);
    }

    /** How many request ids were accepted up to this version. */
    public int remembered(int version) {
        return remembered.get(version);
    }

    /** What the fact of this sequence accepted, if anything. */
    public Optional<Acceptance> acceptedBy(long sequence) {
        return Optional.ofNullable(bySequence.get(sequence));
    }

    /** Where the request of this id was accepted, if it was. */
    public Optional<Acceptance> acceptanceOf(String requestId) {
        return Optional.ofNullable(byRequestId.get(requestId));
    }

    /** All that was accepted, by sequence. */
    public List<Acceptance> acceptances() {
        return bySequence.values().stream()
                .sorted(java.util.Comparator.comparingLong(Acceptance::sequence))
                .toList();
    }
}
