package dev.holdfast.node.codec;

import dev.holdfast.core.resource.Recorded;
import java.util.Objects;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Events, snapshots and messages, each under its logical name. */
public abstract class CborSerializer extends SerializerWithStringManifest {
    private final int identifier;
    private final Cbor cbor;

    /**
     * @param identifier stands in every event that was ever written
     * @param names of everything that is written or sent
     */
    protected CborSerializer(ExtendedActorSystem system, int identifier, TypeNames names) {
        this.identifier = identifier;
        this.cbor = new Cbor(names, new MessageModule(ActorRefResolver.get(Adapter.toTyped(system)), names));
    }

    @Override
    public final int identifier() {
        return identifier;
    }

    @Override
    public final String manifest(Object value) {
        Object named = value instanceof Recorded<?> fact ? Objects.requireNonNull(fact.event()) : value;
        return cbor.names()
                .nameOf(named.getClass())
                .orElseThrow(() -> new IllegalArgumentException(
                        named.getClass().getName() + " is written or sent and has no name"));
    }

    @Override
    public final byte[] toBinary(Object value) {
        return value instanceof Recorded<?> fact ? cbor.write(fact) : cbor.write(value);
    }

    @Override
    public final Object fromBinary(byte[] bytes, String manifest) {
        return cbor.names().isEvent(manifest) ? cbor.readFact(manifest, bytes) : cbor.read(manifest, bytes);
    }
}
