package dev.holdfast.sim.mutant;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEffect;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostNotice;
import dev.holdfast.core.host.HostRejection;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.Order;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.world.Seams;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One rule of a host's claims is wrong. */
final class HostMutants {
    private HostMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.add(bug(
                "release-confirmed-before-gone",
                "a host confirms a release when it has ordered it, not when nothing remains",
                "lifecycle rule 2",
                EarlyConfirmation::new));
        all.add(bug(
                "claim-counted-as-half",
                "a host takes a claim if half of it fits",
                "claims never exceed a host's capacity",
                HalfCounted::new));
        all.add(bug(
                "order-from-before-counts",
                "a host takes up an order to run that is older than the last order",
                "lifecycle: the highest cause wins",
                OldOrders::new));
        all.add(bug(
                "released-epoch-may-come-back",
                "a host forgets which epochs it has released",
                "lifecycle rule 3",
                ForgetsReleases::new));
        return all;
    }

    private abstract static class Bug
            extends ResourceBug<HostState, HostCommand, HostEvent, HostEffect, HostRejection> {
        Bug() {
            super(new HostResource());
        }
    }

    private static Mutant bug(String name, String broken, String rule, Supplier<Bug> fresh) {
        return new Mutant(name, broken, rule, () -> {
            Bug bug = fresh.get();
            return new Seams() {
                @Override
                public Resource<HostState, HostCommand, HostEvent, HostEffect, HostRejection> hosts() {
                    return bug;
                }
            };
        });
    }

    private static final class EarlyConfirmation extends Bug {
        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            Decision<HostEvent, HostRejection> decision = super.decide(state, command, context);
            return command instanceof HostCommand.ReleaseClaim release
                            && state instanceof HostState.Registered registered
                            && decision instanceof Decision.Accepted
                    ? decision.telling(new HostNotice.ConfirmRelease(
                            release.name(), registered.life().host(), release.uid(), release.epoch()))
                    : decision;
        }
    }

    private static final class HalfCounted extends Bug {
        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            if (!(command instanceof HostCommand.ClaimCapacity claim)) {
                return super.decide(state, command, context);
            }
            Quantities size = claim.size();
            Quantities half = new Quantities(
                    Math.max(1, size.cores() / 2), Math.max(1, size.memoryMib() / 2), size.diskGib(), size.gpus());
            Decision<HostEvent, HostRejection> decision = super.decide(state, sized(claim, half), context);
            if (!(decision instanceof Decision.Accepted<HostEvent, HostRejection>(var events, var notices))) {
                return decision;
            }
            List<HostEvent> whole = new ArrayList<>();
            for (HostEvent event : events) {
                whole.add(
                        event instanceof HostEvent.ClaimAccepted accepted
                                ? new HostEvent.ClaimAccepted(
                                        accepted.name(),
                                        accepted.uid(),
                                        accepted.epoch(),
                                        accepted.cause(),
                                        size,
                                        accepted.spreadKey())
                                : event);
            }
            return new Decision.Accepted<>(whole, notices);
        }

        private static HostCommand sized(HostCommand.ClaimCapacity claim, Quantities size) {
            return new HostCommand.ClaimCapacity(
                    claim.hostUid(),
                    claim.name(),
                    claim.uid(),
                    claim.epoch(),
                    claim.cause(),
                    size,
                    claim.spreadKey(),
                    claim.affirmedAt());
        }
    }

    private static final class OldOrders extends Bug {
        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            if (!(command instanceof HostCommand.RunInstance run)
                    || !(state instanceof HostState.Registered registered)) {
                return super.decide(state, command, context);
            }
            long last = registered
                    .life()
                    .claim(run.uid(), run.epoch())
                    .flatMap(claim -> claim.order())
                    .map(Order::number)
                    .orElse(0L);
            return super.decide(
                    state,
                    run.cause() >= last
                            ? run
                            : new HostCommand.RunInstance(
                                    run.hostUid(),
                                    run.name(),
                                    run.uid(),
                                    run.epoch(),
                                    last + 1,
                                    run.workload(),
                                    run.affirmedAt()),
                    context);
        }
    }

    private static final class ForgetsReleases extends Bug {
        @Override
        public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
            if (!(command instanceof HostCommand.ClaimCapacity) || !(state instanceof HostState.Up(var life))) {
                return super.decide(state, command, context);
            }
            return super.decide(
                    new HostState.Up(new dev.holdfast.core.host.HostLife(
                            life.host(),
                            life.uid(),
                            life.sequence(),
                            life.createdAt(),
                            life.updatedAt(),
                            life.spec(),
                            life.agent(),
                            life.claims(),
                            life.claimed(),
                            java.util.Collections.emptySortedMap(),
                            life.requests())),
                    command,
                    context);
        }
    }
}
