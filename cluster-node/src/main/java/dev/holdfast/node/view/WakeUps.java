package dev.holdfast.node.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Who must be woken when: the earliest due time of every resource that owes something. Because of it sleeping is free,
 * and a crash forgets nothing. A resource that moves by itself is due later again, so only those that do not are woken.
 */
public final class WakeUps {
    private record Due(Instant at, String id, long number) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Duration again;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Map<String, Due> current = new HashMap<>();
    private long numbers;

    /** @param again how long after a wake-up without progress the next one comes */
    public WakeUps(Duration again) {
        this.again = again;
    }

    /** The resource is due then and no longer at any other time; empty when it owes nothing. */
    public void due(String id, Optional<Instant> at) {
        if (at.isEmpty()) {
            current.remove(id);
            return;
        }
        Due due = new Due(at.get(), id, ++numbers);
        current.put(id, due);
        queue.add(due);
        if (queue.size() > 64 && queue.size() > 8 * current.size()) {
            queue.clear();
            queue.addAll(current.values());
        }
    }

    /** Those to wake now, at most so many; each is due again later, should it not move. */
    public List<String> take(Instant now, int limit) {
        List<String> woken = new ArrayList<>();
        while (woken.size() < limit && !queue.isEmpty() && !queue.peek().at().isAfter(now)) {
            Due next = queue.remove();
            if (next.equals(current.get(next.id()))) {
                woken.add(next.id());
            }
        }
        woken.forEach(id -> due(id, Optional.of(now.plus(again))));
        return woken;
    }

    /** How many resources are due at some time. */
    public int size() {
        return current.size();
    }
}
