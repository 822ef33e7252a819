package dev.holdfast.core.instance;

import dev.holdfast.core.shared.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operations of an instance, oldest first and the running one last; also the memory of its request ids. Those with
 * a request id are kept for at least 24 hours, of the others the last few.
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

    /** Of how many updates it is remembered what they asked for. */
    private static final int UPDATES_WITH_CONTENT = 16;

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
        int nameless = 0;
        for (Operation each : all) {
            nameless += each.requestId().isEmpty() ? 1 : 0;
        }
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

    /** With one more, which is over already; if another is running, it stays the last. */
    Operations add(Operation over) {
        Optional<Operation> running = running();
        List<Operation> changed = new ArrayList<>(
                new Operations(running.isPresent() ? all.subList(0, all.size() - 1) : all).begin(over).all);
        running.ifPresent(changed::add);
        return new Operations(sparing(changed));
    }

    /** An update may carry much, and there may be many: of the old ones no content is kept, but that they were. */
    private static List<Operation> sparing(List<Operation> all) {
        long contents = all.stream().filter(Operations::isUpdateWithContent).count();
        List<Operation> spared = new ArrayList<>(all.size());
        for (Operation each : all) {
            boolean spare = isUpdateWithContent(each) && contents-- > UPDATES_WITH_CONTENT;
            spared.add(spare ? each.withoutContent() : each);
        }
        return spared;
    }

    private static boolean isUpdateWithContent(Operation operation) {
        return operation.verb() == Verb.UPDATE && operation.content().isPresent();
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
