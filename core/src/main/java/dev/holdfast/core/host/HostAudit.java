package dev.holdfast.core.host;

import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must never be so of a host, whatever wrote its log: invariants I1 and I2 as far as one state shows them. */
final class HostAudit {
    private HostAudit() {}

    static List<Finding> of(HostState state) {
        if (!(state instanceof HostState.Registered registered)) {
            return List.of();
        }
        HostLife life = registered.life();
        List<Finding> findings = new ArrayList<>();
        Quantities sum = life.claims().values().stream().map(HostClaim::size).reduce(Quantities.NONE, Quantities::plus);
        if (!sum.equals(life.claimed())) {
            findings.add(new Finding(
                    "claims-do-not-add-up", "its claims are " + sum + " together, and counted as " + life.claimed()));
        }
        if (!life.spec().capacity().fits(sum)) {
            findings.add(new Finding(
                    "over-capacity",
                    "its claims are " + sum + " together, and it has "
                            + life.spec().capacity()));
        }
        Map<Uid, Epoch> running = new TreeMap<>();
        life.claims().forEach((key, claim) -> {
            if (life.releasedUpTo(key.uid(), key.epoch())) {
                findings.add(new Finding(
                        "released-and-held",
                        "it holds epoch " + key.epoch() + " of " + claim.name() + ", which it released"));
            }
            if (claim.order().filter(order -> order.wanted() == Wanted.RUNNING).isPresent()) {
                Epoch other = running.putIfAbsent(key.uid(), key.epoch());
                if (other != null) {
                    findings.add(new Finding(
                            "runs-twice",
                            "it is to run " + claim.name() + " under the epochs " + other + " and " + key.epoch()));
                }
            }
        });
        return findings;
    }
}
