package dev.holdfast.sim.campaign;

import dev.holdfast.sim.fault.Fault;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.fault.StoreWeather;
import dev.holdfast.sim.fault.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A script in a few lines for people; what does not happen in it is left out. */
final class ScriptSentence {
    private ScriptSentence() {}

    static List<String> of(Script script) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d nodes, %d shards of instances, %d of hosts; %d hosts in %d fault domains; %d clients ask %.1f commands"
                        + " a second about %d instances for %d s",
                script.nodes(),
                script.instanceShards(),
                script.hostShards(),
                script.hosts(),
                script.faultDomains(),
                script.clients(),
                script.commandsPerSecond(),
                script.instances(),
                script.safetySeconds()));
        lines.add("network: " + network(script.weather(), script.staleRouting()));
        lines.add("store: " + store(script.storeWeather()) + (script.smallLog() ? "; small segments" : ""));
        lines.add("clocks: off by up to " + script.clockOffsetMillis() + " ms, drifting by up to "
                + script.clockDriftPpm() + " ppm; drivers fail " + percent(script.driverFailures()));
        lines.add("faults: " + faults(script.faults()));
        return lines;
    }

    private static String network(Weather weather, double staleRouting) {
        return joined(
                share("lost", weather.loss()),
                share("doubled", weather.duplication()),
                share("late by up to " + weather.tailMillis() + " ms", weather.tail()),
                share("sent to a shard's earlier home", staleRouting));
    }

    private static String store(StoreWeather weather) {
        return joined(
                share("unknown and applied", weather.unknownApplied()),
                share("unknown and dropped", weather.unknownDropped()),
                share("unknown and landing late", weather.lands()),
                share("refused by one's own", weather.ownRefused()),
                share("unavailable", weather.unavailable()),
                share("never answered", weather.silent()),
                share("reads failing", weather.readFails()),
                share("late by up to " + weather.tailMillis() + " ms", weather.tail()));
    }

    private static String faults(List<Fault> faults) {
        SortedMap<String, Integer> kinds = new TreeMap<>();
        faults.forEach(fault -> kinds.merge(fault.kind(), 1, Integer::sum));
        return kinds.isEmpty()
                ? "none"
                : joined(kinds.entrySet().stream()
                        .map(kind -> kind.getValue() + " " + kind.getKey())
                        .toArray(String[]::new));
    }

    private static String share(String what, double share) {
        return share == 0 ? "" : percent(share) + " " + what;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String joined(String... parts) {
        List<String> there = new ArrayList<>();
        for (String part : parts) {
            if (!part.isEmpty()) {
                there.add(part);
            }
        }
        return there.isEmpty() ? "fine" : String.join(", ", there);
    }
}
