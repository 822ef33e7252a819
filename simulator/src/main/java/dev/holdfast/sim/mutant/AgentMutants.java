package dev.holdfast.sim.mutant;

import dev.holdfast.agent.AgentLife;
import dev.holdfast.sim.world.Seams;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An agent does not keep what it must. */
final class AgentMutants {
    private AgentMutants() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant(
                        "agent-speaks-before-sync",
                        "an agent acts on an order and acknowledges it before it is on its disk",
                        "lifecycle: an order is on the agent's disk before it is carried out",
                        () -> new Seams() {
                            @Override
                            public AgentLife.Disk disk(AgentLife.Disk disk) {
                                return new NotSynced(disk);
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

    private record NotSynced(AgentLife.Disk disk) implements AgentLife.Disk {
        @Override
        public List<Object> lines() {
            return disk.lines();
        }

        @Override
        public CompletionStage<Void> append(Object line) {
            var _ = disk.append(line);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> replace(List<Object> lines) {
            return disk.replace(lines);
        }
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
