package dev.holdfast.core.instance;

import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.shared.Names;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.OneCopy;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a project asked for.
 *
 * @param size what it takes of its host
 * @param image what the driver boots
 * @param command what the driver runs instead of the image's own, if not empty
 * @param userData handed to the guest as it is
 * @param metadata handed to the guest, by key
 * @param labels for the project's own use, by key
 * @param spreadKey with whom it must not fail together, if anybody
 * @param constraints what its host must be
 * @param stopGrace how long a stop may take before it is forced
 * @param placementDeadline how long a host is looked for before the instance fails
 * @param onSilence whether it runs on while its host hears nothing
 * @param healing when it may be started elsewhere while its host is silent
 */
public record InstanceSpec(
        Quantities size,
        String image,
        List<String> command,
        String userData,
        SortedMap<String, String> metadata,
        SortedMap<String, String> labels,
        Optional<SpreadKey> spreadKey,
        PlacementConstraints constraints,
        Duration stopGrace,
        Duration placementDeadline,
        OnSilence onSilence,
        HealingPolicy healing) {
    private static final OneCopy<Quantities> SIZES = new OneCopy<>(1_024);
    private static final OneCopy<Duration> TIMES = new OneCopy<>(256);

    public InstanceSpec {
        size = SIZES.of(size);
        stopGrace = TIMES.of(stopGrace);
        placementDeadline = TIMES.of(placementDeadline);
        image = Names.shared(image);
        command = List.copyOf(command);
        metadata = Ordered.map(metadata);
        labels = Ordered.map(labels);
    }

    /** The name of the first field in which two specs differ, as the API calls it; empty when they are equal. */
    public Optional<String> firstDifference(InstanceSpec other) {
        if (!size.equals(other.size)) {
            return Optional.of("instance.size");
        }
        if (!image.equals(other.image)) {
            return Optional.of("instance.image");
        }
        if (!command.equals(other.command)) {
            return Optional.of("instance.command");
        }
        if (!userData.equals(other.userData)) {
            return Optional.of("instance.user_data");
        }
        if (!metadata.equals(other.metadata)) {
            return Optional.of("instance.metadata");
        }
        if (!labels.equals(other.labels)) {
            return Optional.of("instance.labels");
        }
        if (!spreadKey.equals(other.spreadKey)) {
            return Optional.of("instance.spread_key");
        }
        if (!constraints.equals(other.constraints)) {
            return Optional.of("instance.constraints");
        }
        if (!stopGrace.equals(other.stopGrace)) {
            return Optional.of("instance.stop_grace");
        }
        if (!placementDeadline.equals(other.placementDeadline)) {
            return Optional.of("instance.placement_deadline");
        }
        if (onSilence != other.onSilence) {
            return Optional.of("instance.on_silence");
        }
        return healing == other.healing ? Optional.empty() : Optional.of("instance.healing");
    }
}
