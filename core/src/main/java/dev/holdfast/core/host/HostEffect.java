package dev.holdfast.core.host;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Pace;
import dev.holdfast.core.shared.InstanceName;

/** What a host owes the outside. An agent that says hello gets it all again, so none of it wakes a sleeping host. */
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

    /** Ask an instance whether it still holds its claim (lifecycle rule 4). */
    record AskHolder(EffectKey key, InstanceName name) implements HostEffect {
        @Override
        public Pace pace() {
            return Pace.CHECK;
        }
    }
}
