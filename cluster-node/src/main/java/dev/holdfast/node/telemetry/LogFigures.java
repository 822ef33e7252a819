package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the logs of one type's shards tell. For many threads. */
public final class LogFigures {
    private final String type;
    private final Meters meters;
    private final Map<String, Counter> appends = new ConcurrentHashMap<>();
    private final Map<String, Counter> barriers = new ConcurrentHashMap<>();
    private final Map<String, Counter> answers = new ConcurrentHashMap<>();
    private final DistributionSummary entries;
    private final DistributionSummary bytes;
    private final Map<String, Counter> unknownEnded = new ConcurrentHashMap<>();
    private final Counter acquires;
    private final Timer takeOvers;
    private final AtomicInteger owned = new AtomicInteger();
    private final Counter fenced;
    private final Counter quarantined;

    LogFigures(MeterRegistry registry, String type) {
        this.type = type;
        this.meters = new Meters(registry);
        this.entries = meters.summary(Figure.LOG_COMMIT_ENTRIES, type);
        this.bytes = meters.summary(Figure.LOG_COMMIT_BYTES, type);
        this.acquires = meters.counter(Figure.LOG_ACQUIRES, type);
        this.takeOvers = meters.timer(Figure.LOG_TAKE_OVERS, type);
        meters.gauge(Figure.SHARDS_OWNED, owned::get, type);
        this.fenced = meters.counter(Figure.LOG_LOST, type, "fenced");
        this.quarantined = meters.counter(Figure.LOG_LOST, type, "quarantined");
        append("done");
        append("unknown");
        barrier("passed");
        answer("unknown");
        unknownEnded("applied");
        unknownEnded("refused");
        unknownEnded("left");
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

    /** @param took from wanting the shard until it was owned and read */
    public void acquired(Duration took) {
        acquires.increment();
        takeOvers.record(took);
        owned.incrementAndGet();
    }

    /** A shard that was acquired is owned here no more, whatever the reason. */
    public void letGo() {
        owned.decrementAndGet();
    }

    /** @param how applied, refused or left */
    public void unknownEnded(String how, long times) {
        unknownEnded(how).increment((double) times);
    }

    public void fenced() {
        fenced.increment();
    }

    public void quarantined() {
        quarantined.increment();
    }

    private Counter unknownEnded(String how) {
        return unknownEnded.computeIfAbsent(how, each -> meters.counter(Figure.LOG_UNKNOWN_ENDED, type, each));
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
