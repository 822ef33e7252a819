package dev.holdfast.sim.mutant;

import dev.holdfast.core.log.LogInput;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.ShardLog;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.sim.world.LogMachine;
import dev.holdfast.sim.world.Seams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A shard's log that lies, to its owner or to itself. */
final class LogMutants {
    private LogMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.add(new Mutant(
                "owners-share-a-name",
                "every owner has the same name, so that one takes another's commit for its own",
                "L2",
                () -> new Seams() {
                    @Override
                    public LogMachine log(ShardId shard, String owner, LogSettings settings) {
                        return super.log(shard, "node", settings);
                    }
                }));
        all.add(bug(
                "acknowledged-before-committed", "an append is acknowledged when it is queued", "L1", AckEarly::new));
        all.add(bug(
                "unknown-told-as-done",
                "an append of which nobody knows the outcome is acknowledged",
                "L1",
                log -> replacing(
                        log,
                        output -> output instanceof LogOutput.AppendUnknown(long token)
                                ? new LogOutput.Appended(token)
                                : output)));
        all.add(bug(
                "unknown-told-as-refused",
                "an append of which nobody knows the outcome is refused for certain",
                "L5",
                log -> replacing(
                        log,
                        output -> output instanceof LogOutput.AppendUnknown(long token)
                                ? new LogOutput.AppendRefused(
                                        token, LogOutput.Refusal.STALE_COPY, "its outcome is not known")
                                : output)));
        all.add(bug(
                "refusal-taken-for-ones-own",
                "a commit that somebody else's head refuses counts as applied",
                "L1",
                TakesAllForItsOwn::new));
        all.add(bug(
                "barrier-asks-nobody", "a barrier passes without a look at the head", "L7", BarrierAsksNobody::new));
        all.add(bug(
                "stale-copy-may-answer",
                "a barrier does not say which sequence a copy must have",
                "L7",
                log -> replacing(
                        log,
                        output -> output instanceof LogOutput.BarrierPassed(long token, long _, Floor floor)
                                ? new LogOutput.BarrierPassed(token, 0, floor)
                                : output)));
        all.add(bug(
                "load-misses-the-last",
                "a load leaves out the newest event, and says that it was all",
                "L1",
                log -> replacing(log, LogMutants::withoutLast)));
        all.add(bug(
                "replay-begins-one-late",
                "a replay leaves out the first event after its snapshot",
                "L1",
                log -> replacing(
                        log,
                        output -> output instanceof LogOutput.SnapshotLoaded(long token, Optional<Snapshot> found)
                                ? new LogOutput.SnapshotLoaded(token, found.map(LogMutants::oneHigher))
                                : output)));
        all.add(bug(
                "fence-not-noticed",
                "an owner that was fenced goes on as if it were one",
                "L4",
                log -> new LogBug(log) {
                    @Override
                    Optional<LogOutput> output(LogOutput output) {
                        return output instanceof LogOutput.Fenced || output instanceof LogOutput.Ended
                                ? Optional.empty()
                                : Optional.of(output);
                    }
                }));
        return all;
    }

    private static Mutant bug(String name, String broken, String rule, UnaryOperator<LogMachine> plant) {
        return new Mutant(name, broken, rule, () -> new Seams() {
            @Override
            public LogMachine log(ShardId shard, String owner, LogSettings settings) {
                return plant.apply(LogMachine.of(new ShardLog(shard, owner, 1, settings)));
            }
        });
    }

    private static LogMachine replacing(LogMachine log, UnaryOperator<LogOutput> step) {
        return new LogBug(log) {
            @Override
            Optional<LogOutput> output(LogOutput output) {
                return Optional.of(step.apply(output));
            }
        };
    }

    private static Snapshot oneHigher(Snapshot snapshot) {
        return new Snapshot(
                snapshot.id(),
                snapshot.sequence() + 1,
                snapshot.version(),
                snapshot.position(),
                snapshot.takenAtMillis(),
                snapshot.payload(),
                snapshot.tail());
    }

    private static LogOutput withoutLast(LogOutput output) {
        return output instanceof LogOutput.EventsLoaded(long token, var events, long last) && events.size() > 1
                ? new LogOutput.EventsLoaded(token, events.subList(0, events.size() - 1), last - 1)
                : output;
    }

    private static final class AckEarly extends LogBug {
        private final Set<Long> told = new HashSet<>();
        private boolean owned;

        AckEarly(LogMachine log) {
            super(log);
        }

        @Override
        void before(LogInput input, List<LogOutput> outputs) {
            if (owned && input instanceof LogInput.Append append) {
                told.add(append.token());
                outputs.add(new LogOutput.Appended(append.token()));
            }
        }

        @Override
        Optional<LogOutput> output(LogOutput output) {
            owned |= output instanceof LogOutput.Acquired;
            owned &= !(output instanceof LogOutput.Fenced);
            boolean again = switch (output) {
                case LogOutput.Appended(long token) -> told.contains(token);
                case LogOutput.AppendRefused(long token, var _, var _) -> told.contains(token);
                case LogOutput.AppendUnknown(long token) -> told.contains(token);
                case LogOutput.Send _,
                        LogOutput.Restored _,
                        LogOutput.Replayed _,
                        LogOutput.Acquired _,
                        LogOutput.Committed _,
                        LogOutput.BarrierPassed _,
                        LogOutput.BarrierFailed _,
                        LogOutput.EventsLoaded _,
                        LogOutput.LoadFailed _,
                        LogOutput.SnapshotLoaded _,
                        LogOutput.SnapshotDone _,
                        LogOutput.SnapshotFailed _,
                        LogOutput.SnapshotsWanted _,
                        LogOutput.Fenced _,
                        LogOutput.Quarantined _,
                        LogOutput.Alarm _,
                        LogOutput.Ended _ -> false;
            };
            return again ? Optional.empty() : Optional.of(output);
        }
    }

    private static final class TakesAllForItsOwn extends LogBug {
        private final Set<Long> commits = new HashSet<>();

        TakesAllForItsOwn(LogMachine log) {
            super(log);
        }

        @Override
        LogInput input(LogInput input) {
            return input instanceof LogInput.StoreAnswered(long ticket, StoreAnswer.Refused _)
                            && commits.contains(ticket)
                    ? new LogInput.StoreAnswered(ticket, new StoreAnswer.Applied())
                    : input;
        }

        @Override
        Optional<LogOutput> output(LogOutput output) {
            if (output instanceof LogOutput.Send(long ticket, StoreRequest.CompareAndCommit write)
                    && write.commit().isPresent()) {
                commits.add(ticket);
            }
            return Optional.of(output);
        }
    }

    private static final class BarrierAsksNobody extends LogBug {
        private boolean owned;
        private Floor floor = Floor.NONE;

        BarrierAsksNobody(LogMachine log) {
            super(log);
        }

        @Override
        void before(LogInput input, List<LogOutput> outputs) {
            if (owned && input instanceof LogInput.AskBarrier ask) {
                outputs.add(new LogOutput.BarrierPassed(ask.token(), 0, floor));
            }
        }

        @Override
        LogInput input(LogInput input) {
            return owned && input instanceof LogInput.AskBarrier ? new LogInput.Wake() : input;
        }

        @Override
        Optional<LogOutput> output(LogOutput output) {
            if (output instanceof LogOutput.Acquired(long _, Floor known)) {
                owned = true;
                floor = known;
            }
            return Optional.of(output);
        }
    }
}
