package dev.holdfast.core.filter;

import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.testing.Rng;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Something to be listed. */
record Thing(
        String id, String state, Optional<String> host, long cores, Instant created, SortedMap<String, String> labels) {
    static final Fields<Thing> FIELDS = Fields.of(
            List.of(
                    Field.choice("state", List.of("RUNNING", "STOPPED"), thing -> Optional.of(thing.state())),
                    Field.text("host", Thing::host),
                    Field.number("cores", Thing::cores),
                    Field.time("created", thing -> Optional.of(thing.created()))),
            Map.<String, Function<Thing, SortedMap<String, String>>>of("labels", Thing::labels));

    Thing {
        labels = Ordered.map(labels);
    }

    /** Few different values, so that filters find some and orders find equals. */
    static Thing any(Rng rng, String id) {
        TreeMap<String, String> labels = new TreeMap<>();
        if (rng.chance(0.5)) {
            labels.put("tier", rng.oneOf(List.of("", "data", "web", "a\"b\\c")));
        }
        return new Thing(
                id,
                rng.oneOf(List.of("RUNNING", "STOPPED")),
                rng.chance(0.3) ? Optional.empty() : Optional.of("h-" + rng.below(4)),
                rng.below(5),
                Instant.ofEpochSecond(rng.below(4)),
                labels);
    }
}
