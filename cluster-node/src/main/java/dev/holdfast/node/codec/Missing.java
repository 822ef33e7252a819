package dev.holdfast.node.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Brings what an earlier version wrote up to date where a part of it, at any depth, has got more fields since. */
public final class Missing {
    private Missing() {}

    /** The same tree, in which something was done to every object that is such a part. */
    public static ObjectNode add(ObjectNode written, Predicate<ObjectNode> such, Consumer<ObjectNode> add) {
        walk(written, such, add);
        return written;
    }

    private static void walk(JsonNode node, Predicate<ObjectNode> such, Consumer<ObjectNode> add) {
        node.forEach(child -> walk(child, such, add));
        if (node instanceof ObjectNode part && such.test(part)) {
            add.accept(part);
        }
    }
}
