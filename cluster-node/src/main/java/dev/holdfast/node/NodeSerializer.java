package dev.holdfast.node;

import dev.holdfast.node.agent.AgentTypes;
import dev.holdfast.node.codec.CborSerializer;
import dev.holdfast.node.codec.SharedTypes;
import dev.holdfast.node.codec.TypeNames;
import dev.holdfast.node.host.HostTypes;
import dev.holdfast.node.instance.InstanceTypes;
import dev.holdfast.node.resource.ResourceTypes;
import org.apache.pekko.actor.ExtendedActorSystem;

/** The serializer with the names of all that a node writes and sends. */
public final class NodeSerializer extends CborSerializer {
    static final int IDENTIFIER = 470_100;

    public NodeSerializer(ExtendedActorSystem system) {
        super(system, IDENTIFIER, names());
    }

    /** Everything that is written or sent. */
    public static TypeNames names() {
        TypeNames names = new TypeNames();
        SharedTypes.name(names);
        InstanceTypes.name(names);
        HostTypes.name(names);
        ResourceTypes.name(names);
        AgentTypes.name(names);
        return names;
    }
}
