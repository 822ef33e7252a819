package dev.holdfast.node.log;

import dev.holdfast.core.log.Payload;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** Reads the log's payloads for those who keep a view of it. */
public final class LogBytes {
    private final EventBytes bytes;

    public LogBytes(ActorSystem<?> system) {
        this.bytes = new EventBytes(Adapter.toClassic(system));
    }

    public Object event(Payload payload) {
        return bytes.eventValue(payload);
    }

    /** The logical name and version of a fact, as it is written. */
    public String nameOf(Object fact) {
        return bytes.manifest(fact);
    }

    public Object snapshot(Payload payload) {
        return bytes.snapshotValue(payload);
    }

    /** How many bytes a value has when it is written or sent. */
    public int size(Object value) {
        return bytes.size(value);
    }
}
