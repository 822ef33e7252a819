package dev.holdfast.core.shared;

/**
 * A host's name within its region.
 *
 * @param value a {@link Names#isName name}
 */
public record HostId(String value) implements Comparable<HostId> {
    public HostId {
        value = Names.shared(Names.require("host", value));
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
