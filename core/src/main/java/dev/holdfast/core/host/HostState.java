package dev.holdfast.core.host;

import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.HostId;
import java.util.Locale;

/** Where a host stands. */
public sealed interface HostState extends ResourceState {
    /** Nobody has registered a host of this name. */
    record Unregistered(HostId host, Floor floor) implements HostState {
        @Override
        public long sequence() {
            return floor.sequence();
        }

        @Override
        public boolean unknown() {
            return true;
        }
    }

    /** Any state of a host that is registered. */
    sealed interface Registered extends HostState {
        HostLife life();

        @Override
        default long sequence() {
            return life().sequence();
        }

        @Override
        default boolean unknown() {
            return false;
        }
    }

    /** It takes claims. */
    record Up(HostLife life) implements Registered {}

    /** It keeps what it has and takes no new claims. */
    record Cordoned(HostLife life) implements Registered {}

    /** Nothing was heard of it for a while. It takes no new claims. */
    record Suspect(HostLife life, boolean cordoned) implements Registered {}

    /**
     * Nothing is heard of it. It takes neither claims nor orders to run before it has said hello.
     *
     * @param since sequence of the event by which it was lost
     * @param lapsed whether what was under its lease is proven gone
     */
    record Lost(HostLife life, boolean cordoned, long since, boolean lapsed) implements Registered {
        /** Whether the end of its lease can still prove anything: only something outside the agent makes that true. */
        boolean provable() {
            return !lapsed
                    && life.agent()
                            .filter(facts -> facts.fencing() == Fencing.WATCHDOG)
                            .isPresent();
        }

        /** Whether nothing of a claim runs any more, for certain. */
        boolean proven(HostClaim claim) {
            return claim.order().isEmpty() || (lapsed && claim.underLease());
        }

        /** Whether an instance that is proven gone from here still holds its claim. */
        boolean isLeft() {
            return lapsed
                    && life.claims().values().stream()
                            .anyMatch(claim -> claim.order().isPresent() && proven(claim));
        }
    }

    /** All that was on it is gone, for certain; when its agent comes back, it begins anew. */
    record Gone(HostLife life, boolean cordoned) implements Registered {}

    /** The state's name as users see it. */
    default String label() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }
}
