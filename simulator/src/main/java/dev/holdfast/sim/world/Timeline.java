package dev.holdfast.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * Virtual time and everything that is to happen in it. What is due at the same nanosecond happens in the order in which
 * it was asked for, so a run repeats exactly. Time passes only by taking steps.
 */
public final class Timeline {
    /** Where virtual time begins for everybody; any date serves, as long as it is the same in every run. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /** Something that will happen unless it is cancelled. */
    public static final class Event implements Comparable<Event> {
        private final long at;
        private final long number;
        private final Runnable what;
        private boolean cancelled;

        private Event(long at, long number, Runnable what) {
            this.at = at;
            this.number = number;
            this.what = what;
        }

        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>(1024);
    private long nanos;
    private long numbers;
    private long taken;

    /** Nanoseconds since the beginning. */
    public long nanos() {
        return nanos;
    }

    /** The true time, which no node knows exactly. */
    public Instant now() {
        return BEGINNING.plusNanos(nanos);
    }

    /** How many events have happened. */
    public long taken() {
        return taken;
    }

    public Event after(Duration delay, Runnable what) {
        return afterNanos(delay.toNanos(), what);
    }

    public Event afterNanos(long delay, Runnable what) {
        Event event = new Event(nanos + Math.max(0, delay), ++numbers, what);
        queue.add(event);
        return event;
    }

    /** Lets the next thing happen, if there is one no later than the given time. */
    public boolean step(long until) {
        while (!queue.isEmpty()) {
            Event next = queue.peek();
            if (next.cancelled) {
                queue.remove();
                continue;
            }
            if (next.at > until) {
                break;
            }
            queue.remove();
            nanos = next.at;
            taken++;
            next.what.run();
            return true;
        }
        nanos = Math.max(nanos, until);
        return false;
    }

    /** Lets everything happen up to the given time. */
    public void run(long until) {
        while (step(until)) {
            // Each step did its own work.
        }
    }
}
