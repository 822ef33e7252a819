package dev.holdfast.core.host;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Pace;
import dev.holdfast.core.shared.InstanceName;

/**
 * What a host owes the outside. An agent that says hello gets it all again, so what is for the agent wakes no sleeping
 * host.
 */
public sealed interface HostEffect extends Effect {
    @Override
    default boolean wakes() {
        return false;
    }

    /** Tell the agent what to hold; acknowledged when the agent has it on its disk. */
    record Assign(EffectKey key, InstanceName name, Order order) implements HostEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }
    }

    /**
     * Tell an instance that its host is out of reach, or that it is proven gone from there. Said until the claim is
     * released or the host is heard.
     */
    record TellHolder(EffectKey key, InstanceName name, boolean proven) implements HostEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }

        /** Nobody fetches that. */
        @Override
        public boolean wakes() {
            return true;
        }
    }

    /** Ask an instance whether it still holds its claim (lifecycle rule 4). */
    record AskHolder(EffectKey key, InstanceName name) implements HostEffect {
        @Override
        public Pace pace() {
            return Pace.CHECK;
        }
    }
}
