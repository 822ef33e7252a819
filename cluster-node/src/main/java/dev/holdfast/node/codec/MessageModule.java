package dev.holdfast.node.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** How messages carry what events never do: references to actors, and bodies of any named type. */
final class MessageModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    MessageModule(ActorRefResolver resolver, TypeNames names) {
        super("holdfast-messages");
        addSerializer(Body.class, new WriteBody(names));
        addDeserializer(Body.class, new ReadBody(names));
        addSerializer(new WriteRef(resolver));
        addDeserializer(ActorRef.class, new ReadRef(resolver));
    }

    private static final class WriteBody extends StdSerializer<Body> {
        private static final long serialVersionUID = 1;
        private final transient TypeNames names;

        private WriteBody(TypeNames names) {
            super(Body.class);
            this.names = names;
        }

        @Override
        public void serialize(Body body, JsonGenerator out, SerializerProvider provider) throws IOException {
            Class<?> type = body.value().getClass();
            out.writeStartArray();
            out.writeString(names.nameOf(type)
                    .orElseThrow(() -> new IllegalStateException(type.getName() + " is sent and has no name")));
            provider.defaultSerializeValue(body.value(), out);
            out.writeEndArray();
        }
    }

    private static final class ReadBody extends StdDeserializer<Body> {
        private static final long serialVersionUID = 1;
        private final transient TypeNames names;

        private ReadBody(TypeNames names) {
            super(Body.class);
            this.names = names;
        }

        @Override
        public Body deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String name = in.nextTextValue();
            in.nextToken();
            Class<?> type =
                    names.typeOf(name).orElseThrow(() -> new IOException("nothing is sent under the name " + name));
            Body body = new Body(context.readValue(in, type));
            in.nextToken();
            return body;
        }
    }

    @SuppressWarnings("rawtypes")
    private static final class WriteRef extends StdSerializer<ActorRef> {
        private static final long serialVersionUID = 1;
        private final transient ActorRefResolver resolver;

        private WriteRef(ActorRefResolver resolver) {
            super(ActorRef.class);
            this.resolver = resolver;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void serialize(ActorRef ref, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(resolver.toSerializationFormat(ref));
        }
    }

    @SuppressWarnings("rawtypes")
    private static final class ReadRef extends StdDeserializer<ActorRef> {
        private static final long serialVersionUID = 1;
        private final transient ActorRefResolver resolver;

        private ReadRef(ActorRefResolver resolver) {
            super(ActorRef.class);
            this.resolver = resolver;
        }

        @Override
        public ActorRef deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return resolver.resolveActorRef(in.getValueAsString());
        }
    }
}
