package dev.holdfast.sim.world;

import dev.holdfast.sim.fault.Weather;
import dev.holdfast.sim.workload.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries messages between endpoints: late, in any order, twice, or not at all. It promises nothing, as the adversary
 * of Pekko's at-most-once delivery may not; what must not be doubled, a client's own command, is sent once.
 */
final class Network {
    /** Where clients are; they are many and see faults of the network one by one. */
    static final int CLIENTS = -1;

    /** The first of the hosts' numbers; nodes come before. */
    static final int HOSTS = 1_000;

    private record Cut(int from, int to) {}

    private final Timeline timeline;
    private final Trace trace;
    private final Draws draws;
    private final List<Cut> cuts = new ArrayList<>();
    private Weather weather;

    Network(Timeline timeline, Trace trace, Draws draws, Weather weather) {
        this.timeline = timeline;
        this.trace = trace;
        this.draws = draws;
        this.weather = weather;
    }

    /** May be lost and may arrive twice. */
    void send(int from, int to, Runnable arrival) {
        if (sendOnce(from, to, arrival) && draws.chance(weather.duplication())) {
            trace.count("network duplicated");
            timeline.afterNanos(delay(), arrival);
        }
    }

    /** May be lost; gives whether it was not. */
    boolean sendOnce(int from, int to, Runnable arrival) {
        if (from == to) {
            timeline.afterNanos(1_000, arrival);
            return true;
        }
        if (isCut(from, to) || draws.chance(weather.loss())) {
            trace.count("network lost");
            return false;
        }
        timeline.afterNanos(delay(), arrival);
        return true;
    }

    boolean isCut(int from, int to) {
        for (Cut cut : cuts) {
            if (cut.from() == from && cut.to() == to) {
                return true;
            }
        }
        return false;
    }

    /** Nothing goes that way any more; the way back is another. */
    void cut(int from, int to) {
        cuts.add(new Cut(from, to));
    }

    void mend(int from, int to) {
        cuts.remove(new Cut(from, to));
    }

    void heal() {
        cuts.clear();
        weather = Weather.FINE;
    }

    private long delay() {
        if (draws.chance(weather.tail())) {
            trace.count("network delayed");
            return draws.below(weather.tailMillis() * 1_000_000L + 1);
        }
        return (long) (weather.meanMicros() * 1_000L * (0.2 + 1.6 * draws.unit()));
    }
}
