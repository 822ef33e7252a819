package dev.holdfast.core.shared;

/**
 * Hosts that fail together, such as those behind one power feed.
 *
 * @param value a {@link Names#isName name}
 */
public record FaultDomain(String value) implements Comparable<FaultDomain> {
    public FaultDomain {
        value = Names.shared(Names.require("fault_domain", value));
    }

    @Override
    public int compareTo(FaultDomain other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
