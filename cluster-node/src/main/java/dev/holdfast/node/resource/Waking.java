package dev.holdfast.node.resource;

import dev.holdfast.node.view.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who of a shard is being woken: so many at once of the shard, and so many of the whole node. One that does not come is
 * given up after a while, so that it keeps nobody else asleep. Confined to the shard's keeper.
 */
final class Waking {
    private final WakeUps wakeUps;
    private final WakeAdmission admission;
    private final int atOnce;
    private final Duration givenUpAfter;
    private final Map<String, Instant> waking = new LinkedHashMap<>();

    /** @param atOnce of this shard */
    Waking(WakeUps wakeUps, WakeAdmission admission, int atOnce, Duration givenUpAfter) {
        this.wakeUps = wakeUps;
        this.admission = admission;
        this.atOnce = atOnce;
        this.givenUpAfter = givenUpAfter;
    }

    /** Those to wake now. Whoever has just given some up lets other shards of the node go first. */
    List<String> next(Instant now) {
        int before = waking.size();
        waking.entrySet().removeIf(each -> {
            boolean over = !each.getValue().isAfter(now);
            if (over) {
                admission.giveBack(1);
            }
            return over;
        });
        if (waking.size() < before) {
            return List.of();
        }
        int permits = admission.take(Math.max(0, atOnce - waking.size()));
        List<String> ids = wakeUps.take(now, permits);
        int used = 0;
        for (String id : ids) {
            used += waking.put(id, now.plus(givenUpAfter)) == null ? 1 : 0;
        }
        admission.giveBack(permits - used);
        return ids;
    }

    /** It is awake; whether it was this keeper that woke it. */
    boolean awake(String id) {
        boolean known = waking.remove(id) != null;
        if (known) {
            admission.giveBack(1);
        }
        return known;
    }

    /** Nobody is woken from here any more. */
    void end() {
        admission.giveBack(waking.size());
        waking.clear();
    }
}
