package dev.holdfast.sim.scenario;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.cluster.LocalRegion;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.history.RecordingClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Kills the node at the moment when many calls of a burst have been sent and have no answer. */
final class KillInBurst {
    private static final int WANTED = 200;
    private static final int CHUNK = 25;
    private static final int BURST_AT_MOST = 3_000;
    private static final int BATCH = 20;
    private static final Quantities SIZE = new Quantities(1, 1_792, 30, 0);

    /**
     * What was killed in the middle of.
     *
     * @param onTheirWay calls without an answer just before, with how often each had been sent
     */
    record Kill(Instant at, int sent, Map<Long, Integer> onTheirWay) {
        /** How many of them the killed node never answered: they were sent again, or never heard of again. */
        long unanswered(List<Call> calls) {
            return calls.stream()
                    .filter(call -> onTheirWay.containsKey(call.number()))
                    .filter(call -> call.sendings() > onTheirWay.getOrDefault(call.number(), Integer.MAX_VALUE)
                            || call.outcome() instanceof Call.Outcome.Unknown)
                    .count();
        }
    }

    private KillInBurst() {}

    static Kill now(LocalRegion region, String runId) throws InterruptedException {
        RecordingClient client = region.client();
        int sent = 0;
        while (client.unanswered() < WANTED && sent < BURST_AT_MOST) {
            for (int i = 0; i < CHUNK; i++) {
                var _ = client.create(runId + "-burst-" + sent, "burst-" + sent, "burst-batch-" + sent / BATCH, SIZE);
                sent++;
            }
        }
        Map<Long, Integer> onTheirWay = client.onTheirWay();
        return new Kill(region.kill(), sent, onTheirWay);
    }
}
