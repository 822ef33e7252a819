package dev.holdfast.sim.mutant;

import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEffect;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostRejection;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseKeeper;
import dev.holdfast.core.host.LeaseMachine;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.sim.world.KeptLeases;
import dev.holdfast.sim.world.Seams;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/** One rule of leases, of proof, or of healing is wrong. */
final class LeaseMutants {
    private LeaseMutants() {}

    static List<Mutant> all() {
        return List.of(
                keeper(
                        "grant-not-noted",
                        "an owner waits from when it learnt that it is the owner, whatever it has granted since",
                        "lifecycle rule 12",
                        LeaseMutants::forgetful),
                keeper(
                        "take-over-not-waited-for",
                        "a new owner takes it that nobody has granted anything before it",
                        "lifecycle rule 12",
                        (term, learnt) -> new KeptLeases(new LeaseKeeper(
                                term, learnt - LeaseTerms.provenAfter().toNanos()))),
                hosts(
                        "silence-taken-as-proof",
                        "a lost host confirms releases as if its lease were over",
                        "lifecycle rule 13",
                        Hasty::new),
                hosts(
                        "proof-not-committed",
                        "that a lease is over is remembered and not written down, and so outlives the loss that it is of",
                        "lifecycle rule 13",
                        Unwritten::new),
                hosts(
                        "watchdog-taken-for-granted",
                        "every host is taken to have a watchdog, whatever it says",
                        "lifecycle rule 13",
                        Credulous::new),
                seam(
                        "watchdog-does-not-look",
                        "a host says that it has a watchdog, and has none",
                        "lifecycle rule 13",
                        () -> new Seams() {
                            @Override
                            public boolean watchdogLooks() {
                                return false;
                            }
                        }),
                instances(
                        "healed-because-it-took-long",
                        "an instance whose host is silent for long is taken to be gone",
                        "lifecycle rule 13",
                        Impatient::new),
                instances(
                        "fenced-and-left",
                        "what a watchdog has stopped is taken for a guest that ended by itself",
                        "what was to run runs again after its host's watchdog has stopped it",
                        Resigned::new));
    }

    private interface Keepers {
        LeaseMachine of(long term, long learnt);
    }

    private static Mutant seam(String name, String broken, String rule, Supplier<Seams> seams) {
        return new Mutant(name, broken, rule, seams);
    }

    private static Mutant keeper(String name, String broken, String rule, Keepers keepers) {
        return new Mutant(name, broken, rule, () -> new Seams() {
            @Override
            public LeaseMachine leases(long term, long learnt) {
                return keepers.of(term, learnt);
            }
        });
    }

    private static Mutant hosts(String name, String broken, String rule, Supplier<HostBug> fresh) {
        return new Mutant(name, broken, rule, () -> {
            HostBug bug = fresh.get();
            return new Seams() {
                @Override
                public Resource<HostState, HostCommand, HostEvent, HostEffect, HostRejection> hosts() {
                    return bug;
                }
            };
        });
    }

    private static Mutant instances(String name, String broken, String rule, Supplier<InstanceBug> fresh) {
        return new Mutant(name, broken, rule, () -> {
            InstanceBug bug = fresh.get();
            return new Seams() {
                @Override
                public Resource<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection>
                        instances() {
                    return bug;
                }
            };
        });
    }

    /** One that grants, and another that waits and has never granted anything. */
    private static LeaseMachine forgetful(long term, long learnt) {
        LeaseKeeper waiting = new LeaseKeeper(term, learnt);
        return new KeptLeases(new LeaseKeeper(term, learnt)) {
            @Override
            public void shown(HostState state, long now) {
                super.shown(state, now);
                waiting.shown(state, now);
            }

            @Override
            public void tick(long now) {
                super.tick(now);
                waiting.tick(now);
            }

            @Override
            public List<LeaseKeeper.Step> drain() {
                List<LeaseKeeper.Step> all = new ArrayList<>(super.drain());
                for (LeaseKeeper.Step step : waiting.drain()) {
                    if (step instanceof LeaseKeeper.Step.Give(HostId _, HostCommand.ProveLapsed _)) {
                        all.add(step);
                    }
                }
                return all;
            }
        };
    }

    private abstract static class HostBug
            extends ResourceBug<HostState, HostCommand, HostEvent, HostEffect, HostRejection> {
        HostBug() {
            super(new HostResource());
        }

        static HostState lapsed(HostState state) {
            return state instanceof HostState.Lost lost
                    ? new HostState.Lost(lost.life(), lost.cordoned(), lost.since(), true)
                    : state;
        }
    }

    private static final class Hasty extends HostBug {
        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            return super.decide(command instanceof HostCommand.ReleaseClaim ? lapsed(state) : state, command, context);
        }

        @Override
        public List<HostEffect> outstanding(HostState state) {
            return super.outstanding(lapsed(state));
        }
    }

    private static final class Unwritten extends HostBug {
        private final SortedSet<HostId> proven = new TreeSet<>();

        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            if (command instanceof HostCommand.ProveLapsed && state instanceof HostState.Lost lost) {
                proven.add(lost.life().host());
                return Decision.nothing();
            }
            return super.decide(
                    command instanceof HostCommand.ReleaseClaim ? remembered(state) : state, command, context);
        }

        @Override
        public List<HostEffect> outstanding(HostState state) {
            return super.outstanding(remembered(state));
        }

        private HostState remembered(HostState state) {
            return state instanceof HostState.Lost lost
                            && proven.contains(lost.life().host())
                    ? lapsed(state)
                    : state;
        }
    }

    private static final class Credulous extends HostBug {
        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            return command instanceof HostCommand.GreetAgent(AgentFacts facts, var inventory)
                    ? super.decide(
                            state,
                            new HostCommand.GreetAgent(
                                    new AgentFacts(facts.driver(), Fencing.WATCHDOG, facts.version()), inventory),
                            context)
                    : super.decide(state, command, context);
        }
    }

    private abstract static class InstanceBug
            extends ResourceBug<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> {
        InstanceBug() {
            super(new InstanceResource());
        }
    }

    private static final class Impatient extends InstanceBug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            return state instanceof InstanceState.Disconnected(var _, InstanceState.Running _, var deadline)
                            && command instanceof InstanceCommand.ExpireDeadline
                            && !context.now().isBefore(deadline)
                    ? Decision.accept(new InstanceEvent.HealingBegun(true))
                    : super.decide(state, command, context);
        }
    }

    private static final class Resigned extends InstanceBug {
        @Override
        public Decision<InstanceEvent, InstanceRejection> decide(
                InstanceState state, InstanceCommand command, Context context) {
            Decision<InstanceEvent, InstanceRejection> right = super.decide(state, command, context);
            return command instanceof InstanceCommand.ObserveInstance report
                            && state instanceof InstanceState.Running
                            && right.equals(Decision.accept(new InstanceEvent.HealingBegun(true)))
                    ? Decision.accept(new InstanceEvent.InstanceStopped(false, report.report()))
                    : right;
        }
    }
}
