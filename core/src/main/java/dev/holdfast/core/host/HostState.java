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

    /** The state's name as users see it. */
    default String label() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }
}
