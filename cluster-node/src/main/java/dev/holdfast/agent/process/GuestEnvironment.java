package dev.holdfast.agent.process;

import dev.holdfast.core.host.Workload;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an instance finds in its environment, and nothing else: not the agent's own environment, which may hold secrets,
 * and no name that a caller may choose freely, because some names make a program load what they name.
 */
final class GuestEnvironment {
    private static final String METADATA = "HOLDFAST_METADATA_";

    private GuestEnvironment() {}

    /** Why a workload cannot be handed to a process; nothing when it can. */
    static Optional<String> objection(Workload workload) {
        if (workload.command().stream().anyMatch(GuestEnvironment::hasZero)
                || workload.metadata().values().stream().anyMatch(GuestEnvironment::hasZero)) {
            return Optional.of("command and metadata of a process cannot hold the character zero");
        }
        SortedMap<String, String> names = new TreeMap<>();
        for (String key : workload.metadata().keySet()) {
            String other = names.putIfAbsent(name(key), key);
            if (other != null) {
                return Optional.of("the metadata keys '" + other + "' and '" + key + "' would both be " + name(key)
                        + " in the environment; rename one");
            }
        }
        return Optional.empty();
    }

    private static boolean hasZero(String text) {
        return text.indexOf('\0') >= 0;
    }

    static Map<String, String> of(GuestSpec spec, GuestFolder folder, Ticket ticket) {
        SortedMap<String, String> environment = new TreeMap<>();
        Workload workload = spec.workload();
        workload.metadata().forEach((key, value) -> environment.put(name(key), value));
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", folder.work().toString());
        environment.put("HOLDFAST_INSTANCE", spec.instance());
        environment.put("HOLDFAST_INSTANCE_UID", spec.uid());
        environment.put("HOLDFAST_EPOCH", Long.toString(spec.epoch()));
        environment.put("HOLDFAST_CORES", Integer.toString(workload.size().cores()));
        environment.put("HOLDFAST_MEMORY_MIB", Long.toString(workload.size().memoryMib()));
        environment.put("HOLDFAST_USER_DATA", folder.userData().toString());
        environment.put(Ticket.MARK, ticket.id());
        return Collections.unmodifiableMap(environment);
    }

    private static String name(String key) {
        return METADATA + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
