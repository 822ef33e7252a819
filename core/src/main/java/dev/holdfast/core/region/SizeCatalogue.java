package dev.holdfast.core.region;

import dev.holdfast.core.shared.Quantities;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The sizes that have a name, in the operator's order. A name is looked up when an instance is asked for, and what it
 * stood for then is what the instance keeps; so a catalogue can change at any time.
 */
public record SizeCatalogue(List<NamedSize> sizes) {
    public record NamedSize(String name, Quantities quantities) {}

    public SizeCatalogue {
        sizes = List.copyOf(sizes);
        for (int at = 0; at < sizes.size(); at++) {
            String name = sizes.get(at).name();
            if (sizes.subList(0, at).stream().anyMatch(other -> other.name().equals(name))) {
                throw new IllegalArgumentException("two sizes are called " + name);
            }
        }
    }

    public Optional<Quantities> size(String name) {
        return sizes.stream()
                .filter(size -> size.name().equals(name))
                .map(NamedSize::quantities)
                .findFirst();
    }

    /** For people, in one line. */
    public String names() {
        return sizes.stream().map(NamedSize::name).collect(Collectors.joining(", "));
    }
}
