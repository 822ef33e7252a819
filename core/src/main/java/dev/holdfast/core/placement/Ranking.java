package dev.holdfast.core.placement;

import dev.holdfast.core.shared.HostId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Hosts in a placer's own order, which stays as it is while others come and go. */
final class Ranking {
    /**
     * Where a host stands.
     *
     * @param distance how far it is from being the placer's own
     * @param scrambled differs from placer to placer
     */
    record Rank(int distance, long scrambled, HostId host) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            if (distance != other.distance) {
                return Integer.compare(distance, other.distance);
            }
            return scrambled != other.scrambled ? Long.compare(scrambled, other.scrambled) : host.compareTo(other.host);
        }
    }

    private final List<Rank> ranks = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    void add(Slot slot) {
        int at = -Collections.binarySearch(ranks, slot.rank()) - 1;
        ranks.add(at, slot.rank());
        slots.add(at, slot);
    }

    void remove(Slot slot) {
        int at = Collections.binarySearch(ranks, slot.rank());
        ranks.remove(at);
        slots.remove(at);
    }

    List<Slot> slots() {
        return slots;
    }
}
