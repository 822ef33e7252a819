package dev.holdfast.node.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values to CBOR and back. Instants and durations are whole milliseconds; a missing field is an error (a new field is a
 * new version), an unknown one is ignored, so that a version can be read by the one before it.
 */
public final class Cbor {
    private final TypeNames names;
    private final ObjectMapper mapper;
    private final ConcurrentHashMap<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    public Cbor(TypeNames names, SimpleModule... more) {
        this.names = names;
        SimpleModule ours = new SimpleModule("holdfast");
        names.scalars().forEach(scalar -> scalar(ours, scalar));
        ours.addSerializer(Instant.class, new Numbers<>(Instant.class, Instant::toEpochMilli));
        ours.addDeserializer(Instant.class, new FromNumber<>(Instant.class, Instant::ofEpochMilli));
        ours.addSerializer(Duration.class, new Numbers<>(Duration.class, Duration::toMillis));
        ours.addDeserializer(Duration.class, new FromNumber<>(Duration.class, Duration::ofMillis));
        CBORMapper.Builder builder = CBORMapper.builder(CBORFactory.builder()
                        .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
                        .build())
                .addModule(new Jdk8Module())
                .addModule(ours)
                .annotationIntrospector(new SealedTypes(names))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
        for (SimpleModule each : more) {
            builder.addModule(each);
        }
        this.mapper = builder.build();
    }

    public TypeNames names() {
        return names;
    }

    public byte[] write(Object value) {
        try {
            return writer(value.getClass()).writeValueAsBytes(value);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot write " + value.getClass().getName(), broken);
        }
    }

    /** Reads what was written under a name, by this version or an earlier one. */
    public Object read(String name, byte[] bytes) {
        try {
            Optional<TypeNames.Old> old = names.old(name);
            if (old.isPresent()) {
                ObjectNode tree = (ObjectNode) mapper.readTree(bytes);
                return upToDate(old.get(), tree);
            }
            return reader(type(name)).readValue(bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + name, broken);
        }
    }

    /** A fact with its stamp: an array of sequence, time, party and event. */
    public byte[] write(Recorded<?> fact) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(192);
        try (JsonGenerator out = mapper.createGenerator(bytes)) {
            out.writeStartArray();
            out.writeNumber(fact.sequence());
            out.writeNumber(fact.at().toEpochMilli());
            out.writeString(fact.party().name());
            Object event = java.util.Objects.requireNonNull(fact.event());
            writer(event.getClass()).writeValue(out, event);
            out.writeEndArray();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot write " + fact, broken);
        }
        return bytes.toByteArray();
    }

    public Recorded<Object> readFact(String name, byte[] bytes) {
        try (JsonParser in = mapper.createParser(bytes)) {
            in.nextToken();
            long sequence = in.nextLongValue(0);
            Instant at = Instant.ofEpochMilli(in.nextLongValue(0));
            Party party = new Party(in.nextTextValue());
            in.nextToken();
            Optional<TypeNames.Old> old = names.old(name);
            Object event = old.isPresent()
                    ? upToDate(old.get(), mapper.readTree(in))
                    : reader(type(name)).readValue(in);
            return new Recorded<>(sequence, at, party, event);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + name, broken);
        }
    }

    /** A fact as it is written, as a tree; brought up to date if an earlier version wrote it. */
    public JsonNode tree(Recorded<Object> fact) {
        try {
            return mapper.readTree(write(fact.event()));
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + fact, broken);
        }
    }

    private Object upToDate(TypeNames.Old old, ObjectNode tree) throws IOException {
        return mapper.treeToValue(old.upcast().apply(tree), type(old.currentName()));
    }

    private Class<?> type(String name) {
        return names.typeOf(name)
                .orElseThrow(() -> new IllegalArgumentException("nothing is written under the name " + name));
    }

    private ObjectWriter writer(Class<?> type) {
        return writers.computeIfAbsent(type, mapper::writerFor);
    }

    private ObjectReader reader(Class<?> type) {
        return readers.computeIfAbsent(type, each -> {
            JavaType javaType = mapper.constructType(each);
            return mapper.readerFor(javaType);
        });
    }

    private static <T> void scalar(SimpleModule module, TypeNames.Scalar<T> scalar) {
        module.addSerializer(scalar.type(), new StdSerializer<>(scalar.type()) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                if (scalar.number()) {
                    out.writeNumber(Long.parseLong(scalar.toText().apply(value)));
                } else {
                    out.writeString(scalar.toText().apply(value));
                }
            }
        });
        module.addDeserializer(scalar.type(), new StdDeserializer<>(scalar.type()) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return scalar.fromText()
                        .apply(scalar.number() ? Long.toString(in.getLongValue()) : in.getValueAsString());
            }
        });
        module.addKeySerializer(scalar.type(), new StdSerializer<>(scalar.type()) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeFieldName(scalar.toText().apply(value));
            }
        });
        module.addKeyDeserializer(scalar.type(), new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) {
                return scalar.fromText().apply(key);
            }
        });
    }

    private interface ToNumber<T> {
        long of(T value);
    }

    private interface OfNumber<T> {
        T of(long number);
    }

    private static final class Numbers<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1;
        private final transient ToNumber<T> number;

        private Numbers(Class<T> type, ToNumber<T> number) {
            super(type);
            this.number = number;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(number.of(value));
        }
    }

    private static final class FromNumber<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1;
        private final transient OfNumber<T> value;

        private FromNumber(Class<T> type, OfNumber<T> value) {
            super(type);
            this.value = value;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return value.of(in.getLongValue());
        }
    }
}
