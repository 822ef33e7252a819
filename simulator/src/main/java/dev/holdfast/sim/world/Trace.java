package dev.holdfast.sim.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happened, as a hash over all of it, as counts, and as the last lines in words. Two runs with one hash took the
 * same steps at the same times; a hash that differs between two JVMs is a hidden source of chance.
 */
public final class Trace {
    private static final int LINES_KEPT = 50_000;

    private final Timeline timeline;
    private final boolean inWords;
    private final Deque<String> lines = new ArrayDeque<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long hash = 0xcbf29ce484222325L;

    /** @param inWords whether the last lines are kept, which costs time */
    public Trace(Timeline timeline, boolean inWords) {
        this.timeline = timeline;
        this.inWords = inWords;
    }

    /** Something happened, to somebody, with a number that tells it from others. */
    public void note(String what, String whom, long number) {
        mix(timeline.nanos());
        mix(what);
        mix(whom);
        mix(number);
        if (inWords) {
            if (lines.size() == LINES_KEPT) {
                lines.removeFirst();
            }
            lines.add(String.format("%12.6f s  %-22s %s %d", timeline.nanos() / 1e9, what, whom, number));
        }
    }

    /** Something of which a campaign shall say how often it was reached. */
    public void count(String probe) {
        counts.merge(probe, 1L, Long::sum);
    }

    public long hash() {
        return hash;
    }

    public SortedMap<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /** The last lines, oldest first; none unless they are kept. */
    public List<String> lines() {
        return new ArrayList<>(lines);
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x100000001b3L;
        hash ^= hash >>> 29;
    }
}
