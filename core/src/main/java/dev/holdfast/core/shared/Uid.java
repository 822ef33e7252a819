package dev.holdfast.core.shared;

/**
 * The identity of one life of a name. A name that is deleted and used again is a new uid, so that nothing meant for the
 * old life can touch the new one.
 *
 * @param value opaque, unique for ever
 */
public record Uid(String value) implements Comparable<Uid> {
    public Uid {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a uid is never empty");
        }
    }

    @Override
    public int compareTo(Uid other) {
        return this == other ? 0 : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
