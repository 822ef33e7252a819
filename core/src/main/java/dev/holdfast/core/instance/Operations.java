package dev.holdfast.core.instance;

import dev.holdfast.core.shared.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operations of an instance, oldest first; also the memory of its request ids. Those with a request id are kept for
 * at least 24 hours, of the others the last few.
 */
public record Operations(List<Operation> all) {
    /** Before the first. */
    public static final Operations NONE = new Operations(List.of());

    /** How long a request id is remembered at least. */
    public static final Duration MEMORY = Duration.ofHours(24);

    /** How many young request ids are remembered at most; beyond that, requests are refused. */
    public static final int YOUNG_AT_MOST = 1_024;

    /** How many finished operations without a request id are kept. */
    private static final int NAMELESS_KEPT = 16;

    public Operations {
        all = List.copyOf(all);
    }

    public Optional<Operation> running() {
        return all.isEmpty() || !all.getLast().running() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The one that was accepted under this request id and is still remembered. */
    public Optional<Operation> of(RequestId requestId) {
        for (Operation operation : all.reversed()) {
            if (operation.requestId().isPresent() && operation.requestId().get().equals(requestId)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    public Optional<Operation> withSequence(long sequence) {
        return all.stream()
                .filter(operation -> operation.sequence() == sequence)
                .findFirst();
    }

    /** How many request ids are too young to be forgotten. */
    public int young(Instant now) {
        Instant oldest = now.minus(MEMORY);
        int young = 0;
        for (Operation operation : all) {
            if (operation.requestId().isPresent() && operation.startedAt().isAfter(oldest)) {
                young++;
            }
        }
        return young;
    }

    /** With one more, which runs; what may be forgotten is. */
    Operations begin(Operation operation) {
        Instant oldest = operation.startedAt().minus(MEMORY);
        long nameless = all.stream().filter(each -> each.requestId().isEmpty()).count();
        List<Operation> kept = new ArrayList<>(all.size() + 1);
        for (Operation each : all) {
            if (each.requestId().isPresent()) {
                if (each.startedAt().isAfter(oldest)) {
                    kept.add(each);
                }
            } else if (nameless-- <= NAMELESS_KEPT) {
                kept.add(each);
            }
        }
        kept.add(operation);
        return new Operations(kept);
    }

    /** The running one, if any, has ended. */
    Operations end(Operation.Result how) {
        if (running().isEmpty()) {
            return this;
        }
        List<Operation> changed = new ArrayList<>(all);
        changed.set(changed.size() - 1, changed.getLast().ended(how));
        return new Operations(changed);
    }
}
