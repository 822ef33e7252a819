package dev.holdfast.sim.campaign;

import dev.holdfast.sim.fault.Fault;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.fault.ScriptFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a script larger or longer than the swarm draws it, with load and shards to match. */
final class Sizes {
    private static final double SECONDS_BETWEEN_COMMANDS = 100;
    private static final int INSTANCES_A_SHARD = 100;
    private static final int HOSTS_A_SHARD = 25;
    private static final int LARGEST_SWARM_SHARDS = 6;

    private Sizes() {}

    static Script of(Script drawn, Optional<Integer> hosts, Optional<Integer> instances, Optional<Integer> hours) {
        try {
            Script script = drawn;
            if (hosts.isPresent()) {
                int most = hosts.get();
                script = script.with(script.faults().stream()
                        .filter(fault -> fault.hostMeant().orElse(0) < most)
                        .toList());
                script = ScriptFile.changed(
                        script, "hostShards", Math.max(script.hostShards(), hosts.get() / HOSTS_A_SHARD));
                script = ScriptFile.changed(script, "hosts", hosts.get());
            }
            if (instances.isPresent()) {
                int shards = Math.max(LARGEST_SWARM_SHARDS, instances.get() / INSTANCES_A_SHARD);
                double rate = Math.max(script.commandsPerSecond(), instances.get() / SECONDS_BETWEEN_COMMANDS);
                script = ScriptFile.changed(script, "instanceShards", shards);
                script = ScriptFile.changed(script, "instances", instances.get());
                script = ScriptFile.changed(script, "commandsPerSecond", rate);
                script = ScriptFile.changed(script, "clients", Math.max(script.clients(), (int) Math.ceil(rate * 3)));
            }
            if (hours.isPresent()) {
                script = lasting(script, hours.get() * 3_600L);
            }
            return script;
        } catch (ScriptFile.FormatException broken) {
            throw new IllegalArgumentException("no such size: " + broken.getMessage(), broken);
        }
    }

    /** As long as that, with the drawn faults again and again. */
    private static Script lasting(Script script, long seconds) throws ScriptFile.FormatException {
        List<Fault> faults = new ArrayList<>();
        for (long begin = 0; begin < seconds; begin += script.safetySeconds()) {
            for (Fault fault : script.faults()) {
                long at = begin * 1_000 + fault.atMillis();
                if (at < seconds * 1_000) {
                    faults.add(fault.at(at));
                }
            }
        }
        return ScriptFile.changed(script, "safetySeconds", seconds).with(faults);
    }
}
