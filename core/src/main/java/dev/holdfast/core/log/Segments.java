package dev.holdfast.core.log;

import java.util.ArrayList;
import java.util.List;

/** The live segments of an owned shard, oldest first, and which positions stand in each. */
final class Segments {
    /**
     * A live segment.
     *
     * @param base the position before its first commit
     * @param end the position of its last commit; grows while it is not sealed
     */
    record Live(long number, long base, long end) {}

    private final List<Live> live = new ArrayList<>();

    void open(long number, long base) {
        live.add(new Live(number, base, base));
    }

    /** A commit was appended to the newest. */
    void extend(long position) {
        Live newest = live.removeLast();
        live.add(new Live(newest.number(), newest.base(), position));
    }

    void removeOldest() {
        live.removeFirst();
    }

    Live oldest() {
        return live.getFirst();
    }

    Live newest() {
        return live.getLast();
    }

    int count() {
        return live.size();
    }

    List<Live> sealed() {
        return live.isEmpty() ? List.of() : List.copyOf(live.subList(0, live.size() - 1));
    }

    /** The segment that holds a position. */
    Live holding(long position) {
        for (Live each : live.reversed()) {
            if (position > each.base()) {
                return each;
            }
        }
        throw new IllegalArgumentException("position " + position + " is in no live segment");
    }
}
