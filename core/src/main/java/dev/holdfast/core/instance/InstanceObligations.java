package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceEffect.ChooseHost;
import dev.holdfast.core.instance.InstanceEffect.ClaimCapacity;
import dev.holdfast.core.instance.InstanceEffect.QueryHost;
import dev.holdfast.core.instance.InstanceEffect.ReleaseClaim;
import dev.holdfast.core.instance.InstanceEffect.RunOnHost;
import dev.holdfast.core.instance.InstanceEffect.StopOnHost;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.resource.EffectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an instance owes the outside in each state, and by when the state must have been left. */
final class InstanceObligations {
    private InstanceObligations() {}

    static List<InstanceEffect> outstanding(InstanceState state) {
        return switch (state) {
            case InstanceState.Absent _ -> List.of();
            case InstanceState.Seeking seeking -> with(releases(seeking), seek(seeking));
            case InstanceState.Disconnected disconnected -> with(releases(disconnected), List.of(query(disconnected)));
            case InstanceState.Creating creating -> with(releases(creating), List.of(run(creating), query(creating)));
            case InstanceState.Starting starting -> with(releases(starting), List.of(run(starting), query(starting)));
            case InstanceState.Stopping stopping -> with(releases(stopping), stop(stopping, stopping.forcedTries()));
            case InstanceState.Restarting restarting ->
                with(
                        releases(restarting),
                        switch (restarting.leg()) {
                            case STOPPING -> stop(restarting, restarting.tries());
                            case STARTING -> List.of(run(restarting), query(restarting));
                        });
            case InstanceState.Deallocating deallocating ->
                with(releases(deallocating), stop(deallocating, deallocating.forcedTries()));
            case InstanceState.Releasing living -> releases(living);
            case InstanceState.Deallocated living -> releases(living);
            case InstanceState.Pending living -> releases(living);
            case InstanceState.Running living -> releases(living);
            case InstanceState.Stopped living -> releases(living);
            case InstanceState.Deleting living -> releases(living);
            case InstanceState.Deleted living -> releases(living);
            case InstanceState.Failed living -> releases(living);
        };
    }

    /** A held state has none: it waits for its host or a person, and says so. */
    static Optional<Instant> deadline(InstanceState state) {
        return switch (state) {
            case InstanceState.Pending pending -> Optional.of(pending.deadline());
            case InstanceState.Placing placing -> Optional.of(placing.deadline());
            case InstanceState.Creating creating -> Optional.of(creating.deadline());
            case InstanceState.Starting starting -> Optional.of(starting.deadline());
            case InstanceState.Stopping stopping -> unlessHeld(stopping.life(), stopping.deadline());
            case InstanceState.Restarting restarting -> unlessHeld(restarting.life(), restarting.deadline());
            case InstanceState.Deallocating deallocating -> unlessHeld(deallocating.life(), deallocating.deadline());
            case InstanceState.Releasing releasing -> unlessHeld(releasing.life(), releasing.deadline());
            case InstanceState.Disconnected disconnected -> unlessHeld(disconnected.life(), disconnected.deadline());
            case InstanceState.Healing healing -> unlessHeld(healing.life(), healing.deadline());
            case InstanceState.Deleting deleting -> unlessHeld(deleting.life(), deleting.deadline());
            case InstanceState.Absent _,
                    InstanceState.Running _,
                    InstanceState.Stopped _,
                    InstanceState.Deallocated _,
                    InstanceState.Deleted _,
                    InstanceState.Failed _ -> Optional.empty();
        };
    }

    private static Optional<Instant> unlessHeld(Life life, Instant deadline) {
        return life.hold().isPresent() ? Optional.empty() : Optional.of(deadline);
    }

    /** A host is chosen only when no earlier one still has to confirm, never two; or when its users want it so. */
    private static List<InstanceEffect> seek(InstanceState.Seeking state) {
        Life life = state.life();
        if (state.asked().isPresent()) {
            Claim claim = state.asked().get();
            return List.of(new ClaimCapacity(
                    key("claim", life, claim, state.choosing()),
                    life.name(),
                    claim.host(),
                    claim.hostUid(),
                    life.spec().size(),
                    life.spec().spreadKey()));
        }
        if (!state.mayChoose()) {
            return List.of();
        }
        return List.of(new ChooseHost(
                new EffectKey("choose", life.uid(), life.epoch(), state.choosing()),
                new PlacementRequest(
                        life.uid(),
                        life.spec().size(),
                        life.spec().spreadKey(),
                        life.spec().constraints(),
                        state.attempts().avoided())));
    }

    private static InstanceEffect run(InstanceState.OnHost state) {
        Life life = state.life();
        Claim claim = state.claim();
        return new RunOnHost(
                key("run", life, claim, state.cause()), life.name(), claim.host(), claim.hostUid(), life.spec());
    }

    private static List<InstanceEffect> stop(InstanceState.OnHost state, int forcedTries) {
        Life life = state.life();
        Claim claim = state.claim();
        return List.of(
                new StopOnHost(
                        key("stop", life, claim, state.cause()),
                        life.name(),
                        claim.host(),
                        claim.hostUid(),
                        forcedTries > 0),
                query(state));
    }

    private static InstanceEffect query(InstanceState.OnHost state) {
        Life life = state.life();
        Claim claim = state.claim();
        return new QueryHost(key("query", life, claim, state.cause()), life.name(), claim.host(), claim.hostUid());
    }

    private static List<InstanceEffect> releases(InstanceState.Living state) {
        Life life = state.life();
        if (life.departures().isEmpty()) {
            return List.of();
        }
        List<InstanceEffect> releases = new ArrayList<>(life.departures().size());
        for (Departure departure : life.departures()) {
            releases.add(new ReleaseClaim(
                    new EffectKey("release", departure.uid(), departure.epoch(), departure.cause()),
                    life.name(),
                    departure.host(),
                    departure.hostUid()));
        }
        return releases;
    }

    private static List<InstanceEffect> with(List<InstanceEffect> releases, List<InstanceEffect> others) {
        if (releases.isEmpty()) {
            return others;
        }
        List<InstanceEffect> all = new ArrayList<>(releases);
        all.addAll(others);
        return all;
    }

    private static EffectKey key(String kind, Life life, Claim claim, long cause) {
        return new EffectKey(kind, life.uid(), claim.epoch(), cause);
    }
}
