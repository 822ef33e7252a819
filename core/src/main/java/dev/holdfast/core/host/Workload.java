package dev.holdfast.core.host;

import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** What a driver needs to know to run an instance. */
public record Workload(
        Quantities size,
        String image,
        List<String> command,
        String userData,
        SortedMap<String, String> metadata,
        Duration stopGrace,
        OnSilence onSilence) {
    public Workload {
        command = List.copyOf(command);
        metadata = Ordered.map(metadata);
    }
}
