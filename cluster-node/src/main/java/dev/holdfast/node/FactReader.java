package dev.holdfast.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.node.codec.Cbor;
import dev.holdfast.node.log.WrittenEvent;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/** Tells what stands in a log, for a person, without a node. */
public final class FactReader {
    /**
     * A fact.
     *
     * @param name under which it was written, with its version
     * @param at when it was decided, if it can be read
     * @param party who caused it, if it can be read
     * @param content the event's fields, if it can be read; times are milliseconds
     */
    public record Told(String name, Optional<Instant> at, Optional<String> party, Optional<JsonNode> content) {}

    private final Cbor cbor = new Cbor(NodeSerializer.names());

    /** Never fails: what cannot be read is told as far as it can. */
    public Told read(Payload payload) {
        WrittenEvent event;
        try {
            event = WrittenEvent.of(payload);
        } catch (UncheckedIOException unreadable) {
            return unknown("unreadable");
        }
        if (event.serializer() != NodeSerializer.IDENTIFIER || !cbor.names().isEvent(event.manifest())) {
            return unknown(event.manifest());
        }
        try {
            Recorded<Object> fact = cbor.readFact(event.manifest(), event.bytes());
            return new Told(
                    event.manifest(),
                    Optional.of(fact.at()),
                    Optional.of(fact.party().name()),
                    Optional.of(cbor.tree(fact)));
        } catch (RuntimeException unreadable) {
            return unknown(event.manifest());
        }
    }

    private static Told unknown(String name) {
        return new Told(name, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
