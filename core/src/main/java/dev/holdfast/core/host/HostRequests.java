package dev.holdfast.core.host;

import dev.holdfast.core.shared.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The request ids that took effect on this host, oldest first; each is remembered for at least 24 hours. */
public record HostRequests(List<Remembered> all) {
    /** Before the first. */
    public static final HostRequests NONE = new HostRequests(List.of());

    private static final Duration MEMORY = Duration.ofHours(24);

    /** How many young ones are remembered at most; beyond that, requests are refused. */
    static final int YOUNG_AT_MOST = 1_024;

    /** What was asked for under an id. */
    public record Remembered(RequestId id, HostVerb verb, Instant at) {}

    public HostRequests {
        all = List.copyOf(all);
    }

    Optional<Remembered> of(RequestId id) {
        return all.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    int young(Instant now) {
        return (int) all.stream()
                .filter(each -> each.at().isAfter(now.minus(MEMORY)))
                .count();
    }

    HostRequests with(Optional<RequestId> id, HostVerb verb, Instant at) {
        if (id.isEmpty()) {
            return this;
        }
        List<Remembered> kept = new ArrayList<>(all);
        kept.removeIf(each -> !each.at().isAfter(at.minus(MEMORY)));
        kept.add(new Remembered(id.get(), verb, at));
        return new HostRequests(kept);
    }
}
