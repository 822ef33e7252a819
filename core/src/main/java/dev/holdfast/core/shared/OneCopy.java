package dev.holdfast.core.shared;

import org.jspecify.annotations.Nullable;

/**
 * Gives one copy of values that many others are equal to, such as the sizes that a catalogue offers: a node holds
 * hundreds of thousands of states, and most of them say the same. It keeps a bounded number; of two values that want
 * the same place, the later pushes the earlier out, which costs a copy and nothing else. For any thread, without a
 * lock: one that sees an old table makes one copy more, and what it sees is whole, since records are.
 *
 * @param <T> a record, or another type whose fields are all final
 */
public final class OneCopy<T> {
    private final @Nullable Object[] kept;
    private final int mask;

    /** @param places how many are kept at most; a power of two */
    public OneCopy(int places) {
        if (Integer.bitCount(places) != 1) {
            throw new IllegalArgumentException("places must be a power of two, was " + places);
        }
        this.kept = new Object[places];
        this.mask = places - 1;
    }

    /** The value, or one that is equal to it and was here before. */
    public T of(T value) {
        int hash = value.hashCode() * 0x9E3779B9;
        int place = (hash ^ hash >>> 16) & mask;
        Object known = kept[place];
        if (known != null && value.equals(known)) {
            @SuppressWarnings("unchecked") // Only values come in here.
            T same = (T) known;
            return same;
        }
        kept[place] = value;
        return value;
    }
}
