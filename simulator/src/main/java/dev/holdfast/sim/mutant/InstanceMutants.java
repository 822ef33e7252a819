package dev.holdfast.sim.mutant;

import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceCommand.UserCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceNotice;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.Life;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.sim.world.Seams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One rule of an instance's life is wrong. */
final class InstanceMutants {
    private InstanceMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.add(bug(
                "request-id-forgotten",
                "a request that is sent again takes effect again",
                "a request id takes effect once",
                () -> new Repeats(0)));
        all.add(bug(
                "two-request-ids-remembered",
                "an instance knows the last two requests again, and none before",
                "a request id takes effect once",
                () -> new Repeats(2)));
        all.add(bug(
                "no-op-not-committed",
                "what is so already is acknowledged without a fact",
                "an acknowledged command is never lost",
                NoOps::new));
        all.add(bug(
                "starting-counts-as-running",
                "an instance that its host is starting is taken for one that runs",
                "the log tells what was so",
                Hasty::new));
        all.add(bug(
                "order-heard-counts-as-stopped",
                "an instance whose host has heard that it shall stop is taken for one that does not run",
                "the log tells what was so",
                StoppedAtOnce::new));
        all.add(bug(
                "release-forgotten-when-deleting",
                "an instance that goes away does not ask its host to let go",
                "lifecycle rule 3",
                NoReleases::new));
        all.add(bug(
                "next-host-before-the-last-let-go",
                "another host is asked while the one before may still begin",
                "an instance never has two live incarnations",
                Impatient::new));
        all.add(bug(
                "claim-disowned-while-held",
                "an instance says of a claim that it holds that it does not",
                "lifecycle rule 4",
                Disowns::new));
        all.add(bug(
                "report-from-before-the-order",
                "a report that was made before the agent took up the order counts",
                "lifecycle: which reports count",
                OldReports::new));
        all.add(bug(
                "release-forgotten-when-failed",
                "an instance for which nothing more is tried does not ask its last host to let go",
                "lifecycle rule 3",
                NoReleasesWhenFailed::new));
        all.add(bug(
                "still-running-counts-as-restarted",
                "an instance that shall be restarted and is seen running is taken for one that was stopped before",
                "the log tells what was so",
                RestartedAtOnce::new));
        all.add(bug(
                "release-forgotten-when-deallocating",
                "an instance that gives up its place does not ask its host to let go",
                "lifecycle rule 3",
                NoReleasesWhenDeallocating::new));
        all.add(bug(
                "old-epoch-after-a-deallocation",
                "an instance that has given up its place starts under its old epoch",
                "an epoch grows with every claim that is asked for",
                OldEpochs::new));
        all.add(bug(
                "nobody-is-woken",
                "what an instance still owes does not wake it after a crash",
                "what must happen happens, whoever crashes",
                Sleeps::new));
        return all;
    }

    /** The rules of instances, of which one is replaced. */
    private abstract static class Bug
            extends ResourceBug<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> {
        Bug() {
            super(new InstanceResource());
        }
    }

    private static Mutant bug(String name, String broken, String rule, Supplier<Bug> fresh) {
        return new Mutant(name, broken, rule, () -> {
            Bug bug = fresh.get();
            return new Seams() {
                @Override
                public Resource<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection>
                        instances() {
                    return bug;
                }
            };
        });
    }

    /** Decides as if the request id had never been seen, and writes it down all the same. */
    private static final class Repeats extends Bug {
        private final int remembered;
        private long others;

        private Repeats(int remembered) {
            this.remembered = remembered;
        }

        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            if (!(command instanceof UserCommand asked) || asked.request().id().isEmpty()) {
                return super.decide(state, command, context);
            }
            Optional<RequestId> id = asked.request().id();
            if (isRemembered(state, id)) {
                return super.decide(state, command, context);
            }
            Request other = new Request(
                    Optional.of(new RequestId("other-" + ++others)),
                    asked.request().etag());
            UserCommand unseen = switch (asked) {
                case InstanceCommand.CreateInstance create ->
                    new InstanceCommand.CreateInstance(create.name(), create.spec(), other);
                case InstanceCommand.StartInstance _ -> new InstanceCommand.StartInstance(other);
                case InstanceCommand.StopInstance _ -> new InstanceCommand.StopInstance(other);
                case InstanceCommand.DeleteInstance _ -> new InstanceCommand.DeleteInstance(other);
                case InstanceCommand.RestartInstance _ -> new InstanceCommand.RestartInstance(other);
                case InstanceCommand.DeallocateInstance _ -> new InstanceCommand.DeallocateInstance(other);
                case InstanceCommand.UpdateInstance update ->
                    new InstanceCommand.UpdateInstance(update.change(), other);
            };
            Decision<InstanceEvent, InstanceRejection> decision = super.decide(state, unseen, context);
            return decision instanceof Decision.Accepted<InstanceEvent, InstanceRejection>(var events, var notices)
                    ? new Decision.Accepted<>(
                            events.stream().map(event -> under(event, id)).toList(), notices)
                    : decision;
        }

        private boolean isRemembered(InstanceState state, Optional<RequestId> id) {
            if (!(state instanceof InstanceState.Living living)) {
                return false;
            }
            return living.life().operations().all().reversed().stream()
                    .limit(remembered)
                    .anyMatch(operation -> operation.requestId().equals(id));
        }

        private static InstanceEvent under(InstanceEvent event, Optional<RequestId> id) {
            return switch (event) {
                case InstanceEvent.InstanceRequested e ->
                    new InstanceEvent.InstanceRequested(e.name(), e.uid(), e.spec(), e.lastEpoch(), id);
                case InstanceEvent.StartRequested _ -> new InstanceEvent.StartRequested(id);
                case InstanceEvent.StopRequested _ -> new InstanceEvent.StopRequested(id);
                case InstanceEvent.DeletionRequested _ -> new InstanceEvent.DeletionRequested(id);
                case InstanceEvent.OperationSatisfied e -> new InstanceEvent.OperationSatisfied(e.verb(), id);
                case InstanceEvent.RestartRequested _ -> new InstanceEvent.RestartRequested(id);
                case InstanceEvent.DeallocationRequested _ -> new InstanceEvent.DeallocationRequested(id);
                case InstanceEvent.InstanceUpdated e -> new InstanceEvent.InstanceUpdated(e.change(), id);
                case InstanceEvent.QuotaGranted _,
                        InstanceEvent.InstanceDisconnected _,
                        InstanceEvent.InstanceReconnected _,
                        InstanceEvent.HealingBegun _,
                        InstanceEvent.PlaceLost _,
                        InstanceEvent.HealingRetried _,
                        InstanceEvent.InstancePlaced _,
                        InstanceEvent.PlacementDeferred _,
                        InstanceEvent.InstanceClaimed _,
                        InstanceEvent.ClaimRefused _,
                        InstanceEvent.ReleaseConfirmed _,
                        InstanceEvent.InstanceCreated _,
                        InstanceEvent.InstanceStarted _,
                        InstanceEvent.CreationRetried _,
                        InstanceEvent.CreationAbandoned _,
                        InstanceEvent.InstanceFailed _,
                        InstanceEvent.StartFailed _,
                        InstanceEvent.ClaimLost _,
                        InstanceEvent.StopForced _,
                        InstanceEvent.InstanceStopped _,
                        InstanceEvent.StopFailed _,
                        InstanceEvent.DeletionRetried _,
                        InstanceEvent.InstanceDeleted _,
                        InstanceEvent.InstanceHeld _,
                        InstanceEvent.RestartRetried _,
                        InstanceEvent.DeallocationRetried _,
                        InstanceEvent.InstanceDeallocated _,
                        InstanceEvent.StartAbandoned _,
                        InstanceEvent.DriftObserved _ -> event;
            };
        }
    }

    private static final class NoOps extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            Decision<InstanceEvent, InstanceRejection> decision = super.decide(state, command, context);
            boolean satisfied =
                    decision instanceof Decision.Accepted<InstanceEvent, InstanceRejection>(var events, var _)
                            && events.size() == 1
                            && events.getFirst() instanceof InstanceEvent.OperationSatisfied;
            return satisfied ? Decision.nothing() : decision;
        }
    }

    private static final class Hasty extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return command instanceof InstanceCommand.ObserveInstance report && report.power() == ObservedPower.STARTING
                    ? super.decide(
                            state, told(report, report.assignment(), ObservedPower.RUNNING, report.failure()), context)
                    : super.decide(state, command, context);
        }
    }

    private static final class StoppedAtOnce extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return state instanceof InstanceState.Stopping
                            && command instanceof InstanceCommand.ObserveInstance report
                            && report.power() != ObservedPower.GONE
                    ? super.decide(
                            state, told(report, report.assignment(), ObservedPower.STOPPED, Optional.empty()), context)
                    : super.decide(state, command, context);
        }
    }

    private static final class NoReleases extends Bug {
        @Override
        public List<InstanceEffect> outstanding(InstanceState state) {
            return state instanceof InstanceState.Deleting ? List.of() : super.outstanding(state);
        }
    }

    private static final class Impatient extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return state instanceof InstanceState.Placing placing && command instanceof InstanceCommand.PlaceInstance
                    ? super.decide(withoutDepartures(placing), command, context)
                    : super.decide(state, command, context);
        }

        private static InstanceState withoutDepartures(InstanceState.Placing placing) {
            Life life = placing.life();
            return new InstanceState.Placing(
                    new Life(
                            life.name(),
                            life.uid(),
                            life.sequence(),
                            life.createdAt(),
                            life.updatedAt(),
                            life.since(),
                            life.spec(),
                            life.generation(),
                            life.desired(),
                            life.epoch(),
                            life.operations(),
                            List.of(),
                            life.observed(),
                            life.hold()),
                    placing.choosing(),
                    placing.asked(),
                    placing.attempts(),
                    placing.explanation(),
                    placing.deadline());
        }

        @Override
        public List<InstanceEffect> outstanding(InstanceState state) {
            List<InstanceEffect> right = super.outstanding(state);
            if (!(state instanceof InstanceState.Placing placing)
                    || placing.asked().isPresent()
                    || placing.life().departures().isEmpty()) {
                return right;
            }
            List<InstanceEffect> more = new ArrayList<>(right);
            more.add(new InstanceEffect.ChooseHost(
                    new EffectKey("choose", placing.life().uid(), placing.life().epoch(), placing.choosing()),
                    new PlacementRequest(
                            placing.life().uid(),
                            placing.life().spec().size(),
                            placing.life().spec().spreadKey(),
                            placing.life().spec().constraints(),
                            List.of())));
            return more;
        }
    }

    private static final class Disowns extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return command instanceof InstanceCommand.ConfirmHolding asked && state instanceof InstanceState.Stopped
                    ? Decision.<InstanceEvent, InstanceRejection>nothing()
                            .telling(new InstanceNotice.DisownClaim(asked.host(), asked.uid(), asked.epoch()))
                    : super.decide(state, command, context);
        }
    }

    private static final class OldReports extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return command instanceof InstanceCommand.ObserveInstance seen
                    ? super.decide(state, told(seen, Long.MAX_VALUE, seen.power(), seen.failure()), context)
                    : super.decide(state, command, context);
        }
    }

    private static final class NoReleasesWhenFailed extends Bug {
        @Override
        public List<InstanceEffect> outstanding(InstanceState state) {
            return state instanceof InstanceState.Failed ? List.of() : super.outstanding(state);
        }
    }

    private static final class RestartedAtOnce extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return state instanceof InstanceState.Restarting restarting
                            && restarting.leg() == InstanceState.Restarting.Leg.STOPPING
                            && command instanceof InstanceCommand.ObserveInstance report
                            && report.power() == ObservedPower.RUNNING
                    ? super.decide(
                            state, told(report, report.assignment(), ObservedPower.STOPPED, Optional.empty()), context)
                    : super.decide(state, command, context);
        }
    }

    private static final class NoReleasesWhenDeallocating extends Bug {
        @Override
        public List<InstanceEffect> outstanding(InstanceState state) {
            return state instanceof InstanceState.Releasing ? List.of() : super.outstanding(state);
        }
    }

    private static final class OldEpochs extends Bug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            Decision<InstanceEvent, InstanceRejection> right = super.decide(state, command, context);
            boolean again = state instanceof InstanceState.Placing placing
                    && placing.attempts().ranBefore();
            return again
                            && right
                                    instanceof
                                    Decision.Accepted<InstanceEvent, InstanceRejection>(var events, var notices)
                    ? new Decision.Accepted<>(
                            events.stream().map(OldEpochs::older).toList(), notices)
                    : right;
        }

        private static InstanceEvent older(InstanceEvent event) {
            return event instanceof InstanceEvent.InstancePlaced placed
                    ? new InstanceEvent.InstancePlaced(
                            placed.host(),
                            placed.hostUid(),
                            placed.faultDomain(),
                            new Epoch(placed.epoch().value() - 1),
                            placed.spreadForced())
                    : event;
        }
    }

    private static final class Sleeps extends Bug {
        @Override
        public boolean restless(InstanceState state) {
            return false;
        }

        @Override
        public Optional<Deadline<InstanceCommand>> deadline(InstanceState state) {
            return state instanceof InstanceState.Placing ? super.deadline(state) : Optional.empty();
        }
    }

    /** The same report, saying something else. */
    private static InstanceCommand told(
            InstanceCommand.ObserveInstance report, long assignment, ObservedPower power, Optional<String> failure) {
        return new InstanceCommand.ObserveInstance(
                report.uid(), report.host(), report.epoch(), assignment, report.report(), power, failure);
    }
}
