package dev.holdfast.cli.instance;

import dev.holdfast.cli.Names;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.Awaited;
import dev.holdfast.v1.ExplainInstanceResponse;
import dev.holdfast.v1.PlacementFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An explanation as a person reads it, up to the table of what has happened. */
final class Explained {
    private Explained() {}

    static List<String> lines(ExplainInstanceResponse explanation, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(Names.shortId(explanation.getName()) + " is "
                + explanation.getState().name().replace("INSTANCE_STATE_", "") + " for "
                + Quantity.age(Duration.between(InstanceKind.instant(explanation.getStateTime()), now))
                + "; wanted is " + explanation.getDesiredPower().name().replace("DESIRED_POWER_", "") + ".");
        lines.add(explanation.getStanding());
        if (explanation.hasHold()) {
            lines.add("Held (" + explanation.getHold().getReason() + "): "
                    + explanation.getHold().getMessage() + ".");
        }
        lines.addAll(awaited(explanation, now));
        if (explanation.hasPlacementNow()) {
            lines.addAll(findings("If a host were looked for now", explanation.getPlacementNow()));
        }
        if (explanation.hasPlacementRecorded()) {
            lines.addAll(findings("When it was first turned away", explanation.getPlacementRecorded()));
        }
        lines.add("");
        lines.add("How it came to this:");
        return lines;
    }

    private static List<String> awaited(ExplainInstanceResponse explanation, Instant now) {
        List<String> lines = new ArrayList<>();
        if (explanation.getAwaitedCount() == 0 && !explanation.hasDeadline()) {
            lines.add("It waits for nothing.");
            return lines;
        }
        for (Awaited awaited : explanation.getAwaitedList()) {
            lines.add("It waits for " + awaited.getParty() + " " + awaited.getWhat() + ".");
        }
        if (explanation.hasDeadline()) {
            Duration left = Duration.between(now, InstanceKind.instant(explanation.getDeadline()));
            lines.add("It must have left this state by " + InstanceKind.time(explanation.getDeadline()) + ", "
                    + (left.isNegative()
                            ? "which was " + Quantity.age(left.negated()) + " ago."
                            : "in " + Quantity.age(left) + "."));
        }
        return lines;
    }

    private static List<String> findings(String when, PlacementFindings findings) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(when + ", " + findings.getFitting() + " of " + findings.getHosts() + " hosts could take it"
                + (findings.getFailedCount() == 0 ? "." : "; the others could not, for:"));
        findings.getFailedList().forEach(count -> lines.add("  " + count.getHosts() + "  " + count.getWords()));
        return lines;
    }
}
