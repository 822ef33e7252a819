package dev.holdfast.core.instance;

import dev.holdfast.core.shared.Ordered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a project wants to be otherwise in what it asked for. What it does not name stays as it is; size, image and the
 * rest of a spec are for ever, or have verbs of their own.
 *
 * @param metadata all of it anew, handed to the guest when it is next started
 * @param labels all of them anew
 */
public record SpecChange(
        Optional<SortedMap<String, String>> metadata,
        Optional<SortedMap<String, String>> labels,
        Optional<Duration> stopGrace,
        Optional<Duration> placementDeadline) {
    public SpecChange {
        metadata = metadata.map(Ordered::map);
        labels = labels.map(Ordered::map);
    }

    /** The spec with this change; an equal one if the change asks for what is so already. */
    InstanceSpec applyTo(InstanceSpec spec) {
        return new InstanceSpec(
                spec.size(),
                spec.image(),
                spec.command(),
                spec.userData(),
                metadata.orElse(spec.metadata()),
                labels.orElse(spec.labels()),
                spec.spreadKey(),
                spec.constraints(),
                stopGrace.orElse(spec.stopGrace()),
                placementDeadline.orElse(spec.placementDeadline()),
                spec.onSilence(),
                spec.healing());
    }

    /** The fields that it names, as the API calls them. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        metadata.ifPresent(_ -> fields.add("metadata"));
        labels.ifPresent(_ -> fields.add("labels"));
        stopGrace.ifPresent(_ -> fields.add("stop_grace"));
        placementDeadline.ifPresent(_ -> fields.add("placement_deadline"));
        return fields;
    }
}
