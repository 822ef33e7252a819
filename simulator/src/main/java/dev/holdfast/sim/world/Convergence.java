package dev.holdfast.sim.world;

import dev.holdfast.core.host.ClaimKey;
import dev.holdfast.core.host.HostClaim;
import dev.holdfast.core.host.HostLife;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.Claim;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.instance.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is not yet as it should be in a region where nothing goes wrong any more: who is in a state that does not last,
 * what runs and should not or the other way round, and claims that only one side knows.
 */
final class Convergence {
    private Convergence() {}

    static List<String> missing(Witness witness) {
        List<String> missing = new ArrayList<>();
        Map<String, String> claims = new TreeMap<>();
        witness.instances().forEach((id, state) -> {
            if (state instanceof InstanceState.Living living) {
                instance(witness, id, living, claims, missing);
            }
        });
        witness.hosts().forEach((id, state) -> host(id, state, claims, missing));
        claims.forEach(
                (claim, id) -> missing.add(id + " believes in claim " + claim + ", which its host does not hold"));
        return missing;
    }

    private static void instance(
            Witness witness, String id, InstanceState.Living state, Map<String, String> claims, List<String> missing) {
        String steady = switch (state) {
            case InstanceState.Running _,
                    InstanceState.Stopped _,
                    InstanceState.Deallocated _,
                    InstanceState.Deleted _,
                    InstanceState.Failed _ -> "";
            case InstanceState.Healing _,
                    InstanceState.Pending _,
                    InstanceState.Placing _,
                    InstanceState.Creating _,
                    InstanceState.Starting _,
                    InstanceState.Stopping _,
                    InstanceState.Restarting _,
                    InstanceState.Deallocating _,
                    InstanceState.Releasing _,
                    InstanceState.Disconnected _,
                    InstanceState.Deleting _ -> id + " is still " + state.label();
        };
        if (!steady.isEmpty() && !fitsNowhere(witness, state)) {
            missing.add(steady);
        }
        if (state.life().operations().running().isPresent() && !fitsNowhere(witness, state)) {
            missing.add(id + " has an operation that did not end");
        }
        if (!state.life().departures().isEmpty()) {
            missing.add(id + " waits for " + state.life().departures().size() + " hosts that it left");
        }
        if (state instanceof InstanceState.Stopped stopped
                && state.life().desired() == Power.RUNNING
                && witness.fenced(state.life().uid(), stopped.claim().epoch())) {
            missing.add(id + " was stopped by its host's watchdog, and was to run");
        }
        List<String> live = witness.live(state.life().uid());
        List<String> wanted = new ArrayList<>();
        if (state instanceof InstanceState.OnHost placed) {
            Claim claim = placed.claim();
            claims.put(claim.host() + " " + state.life().uid() + " " + claim.epoch(), id);
            if (state instanceof InstanceState.Running || drifts(witness, state)) {
                wanted.add(claim.epoch() + "@" + claim.host());
            }
        }
        if (!live.equals(wanted)) {
            missing.add(id + " is " + state.label() + " and should run as " + wanted + ", and runs as " + live);
        }
    }

    /** It is held because there is no room for it anywhere, and goes on looking. */
    private static boolean fitsNowhere(Witness witness, InstanceState.Living state) {
        return state instanceof InstanceState.Healing healing
                && healing.asked().isEmpty()
                && healing.life().hold().isPresent()
                && witness.hosts().values().stream()
                        .noneMatch(host -> host instanceof HostState.Up(HostLife life)
                                && life.free().fits(state.life().spec().size()));
    }

    /** It was started by nobody of ours, and its log says so for a person to see. */
    private static boolean drifts(Witness witness, InstanceState.Living state) {
        return state instanceof InstanceState.Stopped stopped
                && witness.startedByItself(state.life().uid(), stopped.claim().epoch())
                && state.life()
                        .observed()
                        .filter(last -> last.power() == ObservedPower.RUNNING)
                        .isPresent();
    }

    private static void host(String id, HostState state, Map<String, String> claims, List<String> missing) {
        if (state instanceof HostState.Registered registered) {
            for (Map.Entry<ClaimKey, HostClaim> claim :
                    registered.life().claims().entrySet()) {
                String key =
                        id + " " + claim.getKey().uid() + " " + claim.getKey().epoch();
                if (claims.remove(key) == null) {
                    missing.add("host " + id + " holds a claim of "
                            + claim.getValue().name() + " that it does not know: " + key);
                }
            }
        }
    }
}
