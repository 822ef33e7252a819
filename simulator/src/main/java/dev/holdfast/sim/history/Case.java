package dev.holdfast.sim.history;

import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Answers;
import dev.holdfast.sim.model.Course;
import dev.holdfast.sim.model.Course.Acceptance;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operations on one key beside its log: who asked for which fact, what each answer says of the version at which it
 * was given, and all that is wrong whatever the times were. The judges differ in how they look for an order in time.
 */
final class Case {
    private final Course course;
    private final FactLog log;
    private final List<Operation> operations;
    private final Map<String, List<Operation>> byRequestId = new HashMap<>();
    private final List<Operation> nameless = new ArrayList<>();
    private final Map<Long, Operation> origins = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    Case(FactLog log, List<Operation> operations) {
        this.log = log;
        this.operations = List.copyOf(operations);
        this.course = Course.of(log.facts());
        course.broken().ifPresent(broken::add);
        if (broken.isEmpty()) {
            for (Operation operation : operations) {
                if (operation.requestId().isPresent()) {
                    byRequestId
                            .computeIfAbsent(operation.requestId().get(), _ -> new ArrayList<>())
                            .add(operation);
                } else if (operation.verb() != Verb.READ) {
                    nameless.add(operation);
                }
            }
            judgeAnswers();
            for (Acceptance acceptance : course.acceptances()) {
                trace(acceptance);
            }
        }
    }

    /** What is wrong whatever the times were. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    Course course() {
        return course;
    }

    List<Operation> operations() {
        return operations;
    }

    /** When the fact at this version was first asked for by the sending that it answers; empty when nobody did. */
    Optional<Operation> origin(long version) {
        return Optional.ofNullable(origins.get(version));
    }

    /** Before this moment nobody can have known of the fact at this version. */
    long earliest(int version) {
        long asked = origin(version).map(Operation::startNanos).orElse(Long.MIN_VALUE);
        return Math.max(asked, log.committed(version));
    }

    /** Whether this answer may be given when the log is at this version. An unknown outcome is none. */
    boolean mayAnswer(Operation operation, int version) {
        return switch (operation.result()) {
            case Result.Accepted(long sequence) -> version >= sequence;
            case Result.Seen(long sequence, Phase phase) ->
                phase == Phase.ABSENT
                        ? sequence == 0 && !course.at(version).phase().exists()
                        : sequence == version && course.at(version).phase() == phase;
            case Result.Refused(String code) ->
                Answers.ofAnyTime(code)
                        || (version < acceptedFrom(operation)
                                ? mayRefuse(operation.verb(), code, demands(operation), version)
                                : code.equals(Answers.REUSED) && differs(operation));
            case Result.Unknown() -> true;
        };
    }

    /** Whether a request under a fresh id may be refused so at this version. */
    boolean mayRefuse(Verb verb, String code, boolean demanding, int version) {
        return Answers.mayRefuse(verb, course.at(version).phase(), code, course.remembered(version), demanding);
    }

    /**
     * From which version on the operation's request id stands for what was accepted; past the end when it never does.
     */
    long acceptedFrom(Operation operation) {
        return operation
                .requestId()
                .flatMap(course::acceptanceOf)
                .map(Acceptance::sequence)
                .orElse(Long.MAX_VALUE);
    }

    /** Whether it demands a version. */
    static boolean demands(Operation operation) {
        return operation.verb() != Verb.CREATE && !operation.content().isEmpty();
    }

    /** Whether the request that was accepted under the operation's id is, or may be, another. */
    boolean differs(Operation operation) {
        Optional<Acceptance> accepted = operation.requestId().flatMap(course::acceptanceOf);
        if (accepted.isEmpty()) {
            return false;
        }
        if (accepted.get().verb() != operation.verb()) {
            return true;
        }
        return operation.verb() == Verb.CREATE
                && candidates(accepted.get()).stream()
                        .anyMatch(candidate -> !candidate.content().equals(operation.content()));
    }

    private void judgeAnswers() {
        Set<Long> named = new HashSet<>();
        for (Operation operation : operations) {
            switch (operation.result()) {
                case Result.Accepted(long sequence) -> {
                    judgeAcceptance(operation, sequence);
                    if (operation.requestId().isEmpty() && !named.add(sequence)) {
                        broken.add(operation.told() + ": another request without an id was told the same");
                    }
                }
                case Result.Refused(String code)
                when Answers.leavesOpen(code) ->
                    broken.add(operation.told() + ": that leaves open whether it happened, so its outcome is unknown");
                case Result.Refused _, Result.Seen _, Result.Unknown _ -> {}
            }
        }
    }

    private void judgeAcceptance(Operation operation, long sequence) {
        if (sequence < 1 || sequence > course.last()) {
            broken.add(operation.told() + ": lost, the log has the facts 1 to " + course.last());
            return;
        }
        Optional<Acceptance> accepted = course.acceptedBy(sequence);
        if (accepted.isEmpty() || accepted.get().verb() != operation.verb()) {
            broken.add(operation.told() + ": that fact is "
                    + log.facts().get((int) sequence - 1).kind() + ", which accepts no such request");
        } else if (!accepted.get().requestId().equals(operation.requestId())) {
            broken.add(operation.told() + ": that fact accepted request "
                    + accepted.get().requestId().orElse("without an id"));
        }
    }

    /** Finds who first asked for it among those that can have caused it. */
    private void trace(Acceptance acceptance) {
        List<Operation> candidates = candidates(acceptance);
        candidates.stream()
                .min(java.util.Comparator.comparingLong(Operation::startNanos))
                .ifPresentOrElse(
                        first -> origins.put(acceptance.sequence(), first),
                        () -> broken.add("fact " + acceptance.sequence() + " accepted a "
                                + acceptance.verb().word() + " under "
                                + acceptance.requestId().orElse("no request id")
                                + ", which no client sent, or only such as were told that it is refused"));
        boolean twoContents = acceptance.verb() == Verb.CREATE
                && candidates.stream()
                                .filter(candidate -> candidate.result() instanceof Result.Accepted)
                                .map(Operation::content)
                                .distinct()
                                .count()
                        > 1;
        if (twoContents) {
            broken.add("request " + acceptance.requestId().orElse("") + ", accepted by fact " + acceptance.sequence()
                    + ", was confirmed to senders of different contents");
        }
    }

    /**
     * Who can have caused the fact: those who were told so, or whose outcome is unknown. Once somebody was told, the
     * request was theirs, so that of others only those count that asked for the same.
     */
    private List<Operation> candidates(Acceptance acceptance) {
        List<Operation> senders = acceptance
                .requestId()
                .map(id -> byRequestId.getOrDefault(id, List.of()))
                .orElse(nameless);
        List<Operation> possible = new ArrayList<>();
        Optional<String> content = Optional.empty();
        for (Operation sender : senders) {
            boolean told =
                    sender.result() instanceof Result.Accepted(long sequence) && sequence == acceptance.sequence();
            if (sender.verb() != acceptance.verb() || !(told || sender.result() instanceof Result.Unknown)) {
                continue;
            }
            possible.add(sender);
            if (told && acceptance.requestId().isEmpty()) {
                return List.of(sender);
            }
            if (told && acceptance.verb() == Verb.CREATE && content.isEmpty()) {
                content = Optional.of(sender.content());
            }
        }
        if (content.isEmpty()) {
            return possible;
        }
        String asked = content.get();
        return possible.stream()
                .filter(sender -> sender.result() instanceof Result.Accepted
                        || sender.content().equals(asked))
                .toList();
    }
}
