package dev.holdfast.sim.bench;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.sim.bench.BenchReport.Bar;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What an instance costs in a node's heap: awake, with its actor and its shell, and asleep, when only its shard's
 * keeper knows it. Each is what the heap holds after collections, less what it held before the first instance, by
 * instance.
 */
final class MemoryBench {
    private static final double MOST_ACTIVE = 10 * 1_024;
    private static final double MOST_PASSIVATED = 1_024;
    private static final int COLLECTIONS = 3;
    private static final int WARM = 64;
    private static final String NEVER = "holdfast.resource.idle-after = 1d";

    /**
     * How large.
     *
     * @param instances at least 1
     * @param inFlight commands at once while they are made, at least 1
     */
    record Load(int instances, int inFlight) {
        Load {
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("in-flight", inFlight);
        }
    }

    private MemoryBench() {}

    /** @param folder for the log; empty or absent */
    static BenchReport run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        // Everything that is loaded, cached or started only once is there before the first measurement.
        BenchSide side = BenchSide.start(folder, ConfigFactory.parseString(NEVER), UnaryOperator.identity())
                .served();
        try {
            side.running("warm", Math.min(WARM, load.instances()), load.inFlight(), progress);
            side.sendToSleep();
            long before = heapAfterCollection();
            long offHeapBefore = directBytes();
            side.running("bench", load.instances(), load.inFlight(), progress);
            long awake = heapAfterCollection();
            progress.accept(String.format(Locale.ROOT, "awake: %,d MiB", awake >> 20));
            side.sendToSleep();
            long asleep = heapAfterCollection();
            progress.accept(String.format(Locale.ROOT, "asleep: %,d MiB", asleep >> 20));
            return report(load.instances(), before, awake, asleep, directBytes() - offHeapBefore);
        } finally {
            side.close();
        }
    }

    private static BenchReport report(int instances, long before, long awake, long asleep, long offHeap) {
        return new BenchReport(
                "memory",
                List.of(
                        Figure.of("instances", instances, 0, "in one node"),
                        Figure.of(
                                "active_bytes",
                                (double) (awake - before) / instances,
                                0,
                                "heap of an instance that is awake",
                                new Bar.AtMost(MOST_ACTIVE)),
                        Figure.of(
                                "passivated_bytes",
                                (double) (asleep - before) / instances,
                                0,
                                "heap of an instance that sleeps",
                                new Bar.AtMost(MOST_PASSIVATED)),
                        Figure.of(
                                "off_heap_bytes",
                                (double) offHeap / instances,
                                0,
                                "direct buffers an instance; RocksDB's own memory is apart"),
                        Figure.of("empty_heap_mib", before / 1048576.0, 0, "heap of the node before the first")));
    }

    /** What is reachable; asked several times, since references of references take more than one collection. */
    private static long heapAfterCollection() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
