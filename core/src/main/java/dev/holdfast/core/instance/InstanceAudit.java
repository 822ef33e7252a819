package dev.holdfast.core.instance;

import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.shared.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must never be so of an instance, whatever wrote its log: invariants I1, I3 and I4 as far as one state shows
 * them.
 */
final class InstanceAudit {
    private InstanceAudit() {}

    static List<Finding> of(InstanceState state) {
        if (!(state instanceof InstanceState.Living living)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        Life life = living.life();
        claim(living)
                .filter(claim -> claim.epoch().isAfter(life.epoch()))
                .ifPresent(claim -> findings.add(new Finding(
                        "claim-above-epoch",
                        "its claim on " + claim.host() + " has epoch " + claim.epoch()
                                + ", and the highest that it ever asked for is " + life.epoch())));
        claim(living)
                .filter(claim -> life.departures().stream()
                        .anyMatch(left -> left.uid().equals(life.uid())
                                && left.host().equals(claim.host())
                                && left.epoch().equals(claim.epoch())))
                .ifPresent(claim -> findings.add(new Finding(
                        "left-and-held",
                        "it holds epoch " + claim.epoch() + " on " + claim.host() + ", whose release it owes")));
        if (isTransient(living)
                && life.hold().isEmpty()
                && InstanceObligations.deadline(living).isEmpty()) {
            findings.add(new Finding(
                    "no-deadline", "it is " + living.label() + " and has neither a deadline nor a reason to wait"));
        }
        return findings;
    }

    /** What must never be so of two states of which one follows on the other. */
    static List<Finding> of(InstanceState before, InstanceState after) {
        if (!(before instanceof InstanceState.Living old) || !(after instanceof InstanceState.Living now)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        Epoch epoch = now.life().epoch();
        if (old.life().epoch().isAfter(epoch)) {
            findings.add(new Finding(
                    "epoch-back", "its epoch went from " + old.life().epoch() + " to " + epoch));
        }
        if (old.life().uid().equals(now.life().uid())
                && now.life().generation() < old.life().generation()) {
            findings.add(new Finding(
                    "generation-back",
                    "its generation went from " + old.life().generation() + " to "
                            + now.life().generation()));
        }
        if (old instanceof InstanceState.Seeking seeking
                && now instanceof InstanceState.Seeking asking
                && seeking.asked().isEmpty()
                && asking.asked().isPresent()
                && !seeking.mayChoose()) {
            findings.add(new Finding(
                    "placed-before-gone",
                    "it asked " + asking.asked().get().host() + " for epoch " + epoch + " while "
                            + seeking.life().departures().getFirst().host()
                            + " had not confirmed that it is gone there"));
        }
        return findings;
    }

    private static Optional<Claim> claim(InstanceState.Living state) {
        return switch (state) {
            case InstanceState.OnHost on -> Optional.of(on.claim());
            case InstanceState.Seeking seeking -> seeking.asked();
            case InstanceState.Pending _,
                    InstanceState.Releasing _,
                    InstanceState.Deallocated _,
                    InstanceState.Deleting _,
                    InstanceState.Deleted _,
                    InstanceState.Failed _ -> Optional.empty();
        };
    }

    private static boolean isTransient(InstanceState.Living state) {
        return switch (state) {
            case InstanceState.Pending _,
                    InstanceState.Placing _,
                    InstanceState.Healing _,
                    InstanceState.Creating _,
                    InstanceState.Starting _,
                    InstanceState.Stopping _,
                    InstanceState.Restarting _,
                    InstanceState.Deallocating _,
                    InstanceState.Disconnected _,
                    InstanceState.Releasing _,
                    InstanceState.Deleting _ -> true;
            case InstanceState.Running _,
                    InstanceState.Stopped _,
                    InstanceState.Deallocated _,
                    InstanceState.Deleted _,
                    InstanceState.Failed _ -> false;
        };
    }
}
