package dev.holdfast.node.resource;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How many resources of a whole node may be being woken at once. A node that takes over the shards of another finds
 * thousands that owe something; were they all replayed at once, those who call would wait behind them. For many
 * threads.
 */
final class WakeAdmission implements Extension {
    private static final class Id extends ExtensionId<WakeAdmission> {
        private static final Id INSTANCE = new Id();

        @Override
        public WakeAdmission createExtension(ActorSystem<?> system) {
            return new WakeAdmission(
                    ResourceSettings.from(system.settings().config()).wakeAtOnce());
        }
    }

    private final AtomicInteger free;

    WakeAdmission(int atOnce) {
        this.free = new AtomicInteger(atOnce);
    }

    static WakeAdmission get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    /** Gives up to so many permits, which must come back by {@link #giveBack}. */
    int take(int wanted) {
        int before = free.getAndUpdate(now -> now - Math.min(now, wanted));
        return Math.min(before, wanted);
    }

    void giveBack(int permits) {
        free.addAndGet(permits);
    }

    int free() {
        return free.get();
    }
}
