package dev.holdfast.core.instance;

import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Names;
import java.util.Optional;

/**
 * An operation lives in its instance's state, and its id says where: {@code web-1.17} was accepted by event 17 of
 * instance web-1. Sequences never repeat, so neither does an id, not even when the name is used again.
 */
public final class OperationIds {
    /**
     * @param instance the instance's own id, without its project
     * @param sequence of the event that accepted the operation
     */
    public record Parsed(String instance, long sequence) {}

    private OperationIds() {}

    public static String of(InstanceName name, Operation operation) {
        return name.id() + "." + operation.sequence();
    }

    /** The parts of an id; empty when it is none. */
    public static Optional<Parsed> parse(String id) {
        int dot = id.lastIndexOf('.');
        if (dot < 0 || !Names.isName(id.substring(0, dot))) {
            return Optional.empty();
        }
        try {
            long sequence = Long.parseLong(id.substring(dot + 1));
            return sequence > 0 ? Optional.of(new Parsed(id.substring(0, dot), sequence)) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
