package dev.holdfast.core.resource;

/**
 * What a resource owes the outside, as data. It stays owed, and is sent again, until a later fact makes it disappear
 * from {@link Resource#outstanding}; its receiver drops repeats and refuses what is older, both by its {@link #key}.
 */
public interface Effect {
    EffectKey key();

    Pace pace();

    /**
     * Whether a sleeping owner must be woken to send it. False for what the receiver fetches by itself, as an agent
     * does with its assignments when it says hello.
     */
    default boolean wakes() {
        return true;
    }
}
