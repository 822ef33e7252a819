package dev.holdfast.sim.mutant;

import dev.holdfast.agent.AgentLife;
import dev.holdfast.sim.world.Seams;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An agent does not keep what it must. */
final class AgentMutants {
    private AgentMutants() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant(
                        "sessions-last-for-ever",
                        "an agent's session ends only when something breaks it",
                        "what was lost unnoticed is said again",
                        () -> new Seams() {
                            @Override
                            public long sessionNanos() {
                                return Long.MAX_VALUE / 4;
                            }
                        }),
                new Mutant(
                        "agent-forgets",
                        "an agent that is started again knows nothing of what it had been told",
                        "lifecycle: what was barred stays barred",
                        () -> new Seams() {
                            @Override
                            public AgentLife.Disk disk(AgentLife.Disk disk) {
                                return new Empty(disk);
                            }
                        }));
    }

    private record Empty(AgentLife.Disk disk) implements AgentLife.Disk {
        @Override
        public List<Object> lines() {
            return List.of();
        }

        @Override
        public CompletionStage<Void> append(Object line) {
            return disk.append(line);
        }

        @Override
        public CompletionStage<Void> replace(List<Object> lines) {
            return disk.replace(lines);
        }
    }
}
