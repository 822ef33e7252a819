package dev.holdfast.node.log;

import dev.holdfast.core.log.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/**
 * Pekko's events and snapshots to the log's payloads and back: which serializer, its manifest, what Pekko says about
 * the event, then the bytes. Works for whatever the actor system has a serializer for.
 */
final class EventBytes {
    private static final byte FORMAT = 1;

    private final Serialization serialization;

    EventBytes(ActorSystem system) {

        this.serialization = SerializationExtension.get(system);
    }

    /** @throws Exception whatever the event's serializer throws */
    Payload event(PersistentRepr repr) throws Exception {
        Object value = plain(repr.payload());
        Serializer serializer = serialization.findSerializerFor(value);
        return new WrittenEvent(
                        serializer.identifier(),
                        Serializers.manifestFor(serializer, value),
                        repr.manifest(),
                        repr.writerUuid(),
                        repr.timestamp(),
                        toBinary(value))
                .payload();
    }

    PersistentRepr event(String persistenceId, long sequence, Payload payload) {
        try {
            WrittenEvent event = WrittenEvent.of(payload);
            Object value = fromBinary(event.serializer(), event.manifest(), event.bytes());
            return PersistentRepr.apply(
                            value,
                            sequence,
                            persistenceId,
                            event.adapterManifest(),
                            false,
                            ActorRef.noSender(),
                            event.writer())
                    .withTimestamp(event.timestamp());
        } catch (UncheckedIOException broken) {
            throw new UncheckedIOException(
                    "event " + sequence + " of " + persistenceId + " cannot be read", broken.getCause());
        } catch (IOException broken) {
            throw new UncheckedIOException("event " + sequence + " of " + persistenceId + " cannot be read", broken);
        }
    }

    /** The event alone, for the view. */
    Object eventValue(Payload payload) {
        return event("", 1, payload).payload();
    }

    String manifest(Object value) {
        return Serializers.manifestFor(serialization.findSerializerFor(value), value);
    }

    /** @throws Exception whatever the state's serializer throws */
    Payload snapshot(Object state) throws Exception {
        Serializer serializer = serialization.findSerializerFor(state);
        byte[] bytes = toBinary(state);
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(bytes.length + 64);
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.writeByte(FORMAT);
            out.writeInt(serializer.identifier());
            out.writeUTF(Serializers.manifestFor(serializer, state));
            out.write(bytes);
        }
        return Payload.of(buffer.toByteArray());
    }

    Object snapshotValue(Payload payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload.bytes()))) {
            WrittenEvent.format(in);
            return fromBinary(in.readInt(), in.readUTF(), in.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException("a snapshot cannot be read", broken);
        }
    }

    int size(Object value) {
        return toBinary(value).length;
    }

    private static Object plain(Object payload) {
        return payload instanceof Tagged tagged ? tagged.payload() : payload;
    }

    /** With the transport information that references to actors inside the value need. */
    private byte[] toBinary(Object value) {
        return serialization.serialize(value).get();
    }

    private Object fromBinary(int serializer, String manifest, byte[] bytes) throws NotSerializableException {
        return serialization.deserialize(bytes, serializer, manifest).get();
    }
}
