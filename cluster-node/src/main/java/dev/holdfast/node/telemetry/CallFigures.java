package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What the edge tells of calls. For many threads. */
public final class CallFigures {
    /** Why a call was told to come back. */
    public enum Refused {
        /** Too many have begun and not said what they want. */
        OPEN,
        /** Its project holds as many places as are free. */
        CROWDED,
        /** Its project is too fast. */
        FAST
    }

    private record Ended(String method, String code) {}

    private final Meters meters;
    private final Map<Ended, Timer> ended = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> streams = new ConcurrentHashMap<>();
    private final Counter open;
    private final Counter crowded;
    private final Counter fast;

    public CallFigures(MeterRegistry registry) {
        this.meters = new Meters(registry);
        this.open = meters.counter(Figure.CALLS_TURNED_AWAY, "open");
        this.crowded = meters.counter(Figure.CALLS_TURNED_AWAY, "crowded");
        this.fast = meters.counter(Figure.CALLS_TURNED_AWAY, "fast");
    }

    /**
     * A unary call is over.
     *
     * @param method as gRPC knows it, of a service that is served
     * @param code of its status
     */
    public void ended(String method, String code, Duration took) {
        ended.computeIfAbsent(new Ended(method, code), each -> meters.timer(Figure.CALLS, each.method(), each.code()))
                .record(took);
    }

    /** A stream of this method has begun. */
    public void streamBegan(String method) {
        stream(method).incrementAndGet();
    }

    /** A stream that was told to have begun is over. */
    public void streamEnded(String method) {
        stream(method).decrementAndGet();
    }

    public void refused(Refused why) {
        switch (why) {
            case OPEN -> open.increment();
            case CROWDED -> crowded.increment();
            case FAST -> fast.increment();
        }
    }

    /** From now on the page says how many calls hold a place. */
    public void running(IntSupplier working, IntSupplier waiting) {
        meters.gauge(Figure.CALLS_RUNNING, working::getAsInt, "working");
        meters.gauge(Figure.CALLS_RUNNING, waiting::getAsInt, "waiting");
    }

    private AtomicInteger stream(String method) {
        return streams.computeIfAbsent(method, each -> {
            AtomicInteger running = new AtomicInteger();
            meters.gauge(Figure.STREAMS, running::get, each);
            return running;
        });
    }
}
