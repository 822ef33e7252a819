package dev.holdfast.sim.history;

import dev.holdfast.sim.history.LittleMachine.Made;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Answers;
import dev.holdfast.sim.model.Condition;
import dev.holdfast.sim.model.Course;
import dev.holdfast.sim.model.Fact;
import dev.holdfast.sim.model.FactKind;
import dev.holdfast.sim.model.LifeModel;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Step;
import dev.holdfast.sim.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a wrong machine might have left behind, made from what a right one did, wherever that shows for certain. */
enum Defect {
    STALE_READ {
        @Override
        Optional<Made> plantedIn(Made made) {
            Course course = Course.of(made.log().facts());
            for (Operation read : reads(made)) {
                for (Operation other : made.operations()) {
                    int known = known(other);
                    if (before(other, read)
                            && known > 1
                            && course.at(known - 1).phase().exists()) {
                        Phase phase = course.at(known - 1).phase();
                        return Optional.of(told(made, read, new Result.Seen(known - 1L, phase)));
                    }
                }
            }
            return Optional.empty();
        }
    },
    LOST_ACKNOWLEDGED_COMMAND {
        @Override
        Optional<Made> plantedIn(Made made) {
            return made.operations().reversed().stream()
                    .filter(operation -> operation.result() instanceof Result.Accepted)
                    .findFirst()
                    .map(operation -> new Made(first(made.log(), known(operation) - 1), made.operations()));
        }
    },
    DOUBLED_REQUEST_ID {
        @Override
        Optional<Made> plantedIn(Made made) {
            Course course = Course.of(made.log().facts());
            Optional<String> id = course.acceptances().stream()
                    .flatMap(acceptance -> acceptance.requestId().stream())
                    .findFirst();
            for (Verb verb : List.of(Verb.DELETE, Verb.CREATE)) {
                Optional<FactKind> kind =
                        Answers.accepting(verb, course.at(course.last()).phase());
                if (kind.isPresent() && id.isPresent()) {
                    List<Fact> facts = new ArrayList<>(made.log().facts());
                    facts.add(new Fact(facts.size() + 1L, kind.get().wireName(), id));
                    List<Long> times = new ArrayList<>(made.log().committedNanos());
                    times.add(times.getLast() + 1);
                    return Optional.of(new Made(new FactLog(facts, times), made.operations()));
                }
            }
            return Optional.empty();
        }
    },
    ANSWERED_TWICE_DIFFERENTLY {
        @Override
        Optional<Made> plantedIn(Made made) {
            Course course = Course.of(made.log().facts());
            for (Operation operation : made.operations()) {
                if (operation.result() instanceof Result.Accepted(long sequence)
                        && operation.requestId().isPresent()) {
                    Optional<Course.Acceptance> other = course.acceptances().stream()
                            .filter(acceptance ->
                                    acceptance.verb() == operation.verb() && acceptance.sequence() > sequence)
                            .findFirst();
                    if (other.isPresent()) {
                        return Optional.of(told(
                                made, operation, new Result.Accepted(other.get().sequence())));
                    }
                }
            }
            return Optional.empty();
        }
    },
    ILLEGAL_REFUSAL {
        @Override
        Optional<Made> plantedIn(Made made) {
            Course course = Course.of(made.log().facts());
            for (Operation read : reads(made)) {
                int least = 0;
                for (Operation other : made.operations()) {
                    least = before(other, read) ? Math.max(least, known(other)) : least;
                }
                boolean existed = true;
                for (int version = least; version <= course.last(); version++) {
                    boolean there = version == 0
                            || made.log().committed(version) <= read.endNanos().orElseThrow();
                    existed &= !there || course.at(version).phase().exists();
                }
                if (existed) {
                    return Optional.of(told(made, read, new Result.Refused("NOT_FOUND")));
                }
            }
            return Optional.empty();
        }
    },
    FOREIGN_REFUSAL {
        @Override
        Optional<Made> plantedIn(Made made) {
            return made.operations().stream()
                    .filter(operation -> operation.verb() == Verb.STOP)
                    .filter(operation -> operation.result() instanceof Result.Refused)
                    .findFirst()
                    .map(operation -> told(made, operation, new Result.Refused("ALREADY_EXISTS")));
        }
    },
    READ_FROM_THE_FUTURE {
        @Override
        Optional<Made> plantedIn(Made made) {
            Course course = Course.of(made.log().facts());
            for (Operation read : reads(made)) {
                for (int version = 1; version <= course.last(); version++) {
                    if (made.log().committed(version) > read.endNanos().orElseThrow()
                            && course.at(version).phase().exists()) {
                        return Optional.of(told(
                                made,
                                read,
                                new Result.Seen(version, course.at(version).phase())));
                    }
                }
            }
            return Optional.empty();
        }
    },
    WRONG_PHASE {
        @Override
        Optional<Made> plantedIn(Made made) {
            for (Operation read : reads(made)) {
                if (read.result() instanceof Result.Seen(long sequence, Phase phase) && sequence > 0) {
                    Phase other = phase == Phase.RUNNING ? Phase.STOPPED : Phase.RUNNING;
                    return Optional.of(told(made, read, new Result.Seen(sequence, other)));
                }
            }
            return Optional.empty();
        }
    },
    ILLEGAL_TRANSITION {
        @Override
        Optional<Made> plantedIn(Made made) {
            Course course = Course.of(made.log().facts());
            List<Fact> facts = new ArrayList<>(made.log().facts());
            int middle = facts.size() / 2;
            if (facts.isEmpty()) {
                return Optional.empty();
            }
            Condition before = course.at(middle);
            for (FactKind kind : FactKind.values()) {
                Fact wrong = new Fact(middle + 1L, kind.wireName(), Optional.empty());
                if (LifeModel.step(before, wrong) instanceof Step.Illegal) {
                    facts.set(middle, wrong);
                    return Optional.of(new Made(new FactLog(facts, made.log().committedNanos()), made.operations()));
                }
            }
            return Optional.empty();
        }
    },
    REORDERED_ACKNOWLEDGEMENTS {
        @Override
        Optional<Made> plantedIn(Made made) {
            for (Operation one : made.operations()) {
                for (Operation other : made.operations()) {
                    if (before(one, other) && sentOnce(made, one) && sentOnce(made, other)) {
                        List<Operation> swapped = new ArrayList<>(made.operations());
                        swapped.set(made.operations().indexOf(one), at(one, other));
                        swapped.set(made.operations().indexOf(other), at(other, one));
                        return Optional.of(new Made(made.log(), swapped));
                    }
                }
            }
            return Optional.empty();
        }
    };

    /** With the defect, if there is a place where it cannot be mistaken for something legal. */
    abstract Optional<Made> plantedIn(Made made);

    private static List<Operation> reads(Made made) {
        return made.operations().stream()
                .filter(operation -> operation.result() instanceof Result.Seen)
                .toList();
    }

    private static boolean before(Operation one, Operation other) {
        return one.endNanos().isPresent() && one.endNanos().getAsLong() < other.startNanos();
    }

    private static boolean sentOnce(Made made, Operation operation) {
        return operation.result() instanceof Result.Accepted
                && operation.requestId().isPresent()
                && made.operations().stream()
                                .filter(each -> each.requestId().equals(operation.requestId()))
                                .count()
                        == 1;
    }

    /** The version that whoever was answered so knows of; 0 for none. */
    static int known(Operation operation) {
        return switch (operation.result()) {
            case Result.Accepted(long sequence) -> (int) sequence;
            case Result.Seen(long sequence, Phase _) -> (int) sequence;
            case Result.Refused _, Result.Unknown _ -> 0;
        };
    }

    static Made told(Made made, Operation operation, Result result) {
        return with(
                made,
                operation,
                new Operation(
                        operation.process(),
                        operation.verb(),
                        operation.key(),
                        operation.requestId(),
                        operation.content(),
                        operation.startNanos(),
                        operation.endNanos(),
                        result));
    }

    static Made with(Made made, Operation operation, Operation instead) {
        List<Operation> changed = new ArrayList<>(made.operations());
        changed.set(changed.indexOf(operation), instead);
        return new Made(made.log(), changed);
    }

    /** This operation at the time of another. */
    private static Operation at(Operation operation, Operation when) {
        return moved(operation, when.startNanos(), when.endNanos());
    }

    static Operation moved(Operation operation, long start, OptionalLong end) {
        return new Operation(
                operation.process(),
                operation.verb(),
                operation.key(),
                operation.requestId(),
                operation.content(),
                start,
                end,
                operation.result());
    }

    private static FactLog first(FactLog log, int facts) {
        return new FactLog(log.facts().subList(0, facts), log.committedNanos().subList(0, facts));
    }
}
