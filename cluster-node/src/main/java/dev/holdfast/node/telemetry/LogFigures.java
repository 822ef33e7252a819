package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the logs of one type's shards tell. For many threads. */
public final class LogFigures {
    private final String type;
    private final Meters meters;
    private final Map<String, Counter> appends = new ConcurrentHashMap<>();
    private final Map<String, Counter> barriers = new ConcurrentHashMap<>();
    private final Map<String, Counter> answers = new ConcurrentHashMap<>();
    private final DistributionSummary entries;
    private final DistributionSummary bytes;
    private final Counter acquires;
    private final Counter fenced;
    private final Counter quarantined;

    LogFigures(MeterRegistry registry, String type) {
        this.type = type;
        this.meters = new Meters(registry);
        this.entries = meters.summary(Figure.LOG_COMMIT_ENTRIES, type);
        this.bytes = meters.summary(Figure.LOG_COMMIT_BYTES, type);
        this.acquires = meters.counter(Figure.LOG_ACQUIRES, type);
        this.fenced = meters.counter(Figure.LOG_LOST, type, "fenced");
        this.quarantined = meters.counter(Figure.LOG_LOST, type, "quarantined");
        append("done");
        append("unknown");
        barrier("passed");
        answer("unknown");
    }

    /** @param outcome done, unknown, or the reason of the refusal */
    public void appended(String outcome) {
        append(outcome).increment();
    }

    public void committed(int entryCount, long byteCount) {
        entries.record(entryCount);
        bytes.record((double) byteCount);
    }

    /** @param outcome passed, or the reason of the failure */
    public void barrierEnded(String outcome) {
        barrier(outcome).increment();
    }

    /** @param kind applied, refused, unknown, unavailable or done */
    public void answered(String kind) {
        answer(kind).increment();
    }

    public void acquired() {
        acquires.increment();
    }

    public void fenced() {
        fenced.increment();
    }

    public void quarantined() {
        quarantined.increment();
    }

    private Counter append(String outcome) {
        return appends.computeIfAbsent(outcome, each -> meters.counter(Figure.LOG_APPENDS, type, each));
    }

    private Counter barrier(String outcome) {
        return barriers.computeIfAbsent(outcome, each -> meters.counter(Figure.LOG_BARRIERS, type, each));
    }

    private Counter answer(String kind) {
        return answers.computeIfAbsent(kind, each -> meters.counter(Figure.LOG_ANSWERS, type, each));
    }
}
