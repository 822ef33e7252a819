package dev.holdfast.sim.scenario;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.NodeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A node that says when a snapshot is on its way, and waits there for its end: every other one before it is written,
 * the others after, without telling anybody.
 */
public final class SnapshotHoldingNode {
    private SnapshotHoldingNode() {}

    public static void main(String[] args) {
        Path settings = Path.of(Arrays.asList(args).getLast());
        Path hold = settings.resolveSibling(CrashCampaign.HOLD_SNAPSHOTS);
        System.exit(NodeMain.run(args, store -> new Holding(store, hold, new AtomicInteger())));
    }

    private record Holding(LogStore store, Path hold, AtomicInteger held) implements LogStore {
        @Override
        public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
            if (!(request instanceof StoreRequest.PutSnapshot) || !Files.exists(hold)) {
                store.send(request, answerTo);
            } else if (held.getAndIncrement() % 2 == 0) {
                announce();
            } else {
                store.send(request, _ -> announce());
            }
        }

        private static void announce() {
            System.out.println(CrashCampaign.HOLDING);
            System.out.flush();
        }

        @Override
        public RegionRecord region(RegionRecord wanted) {
            return store.region(wanted);
        }

        @Override
        public Optional<RegionRecord> regionFound() {
            return store.regionFound();
        }

        @Override
        public Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
            return store.replaceRegion(expected, next);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
