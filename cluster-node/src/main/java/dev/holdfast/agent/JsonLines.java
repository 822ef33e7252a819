package dev.holdfast.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.holdfast.core.shared.OnSilence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Files with one JSON object a line, in snake case. A last line without its line feed was cut short by a crash: nobody
 * was told that it is there, so it is not there.
 */
public final class JsonLines {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(texts())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private JsonLines() {}

    /** A line with its line feed. */
    public static byte[] line(Object value) {
        try {
            return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException bug) {
            throw new UncheckedIOException(bug);
        }
    }

    /**
     * What a file says.
     *
     * @param whole bytes up to the end of the last whole line
     */
    public record Content<T>(List<T> values, long whole) {
        public Content {
            values = List.copyOf(values);
        }
    }

    /**
     * All whole lines of a file; none when there is no file.
     *
     * @throws IOException naming file and line when a whole line cannot be read
     */
    public static <T> Content<T> read(Path file, Class<T> type) throws IOException {
        if (!Files.exists(file)) {
            return new Content<>(List.of(), 0);
        }
        byte[] bytes = Files.readAllBytes(file);
        List<T> values = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                values.add(parse(file, values.size() + 1, bytes, from, at - from, type));
                from = at + 1;
            }
        }
        return new Content<>(values, from);
    }

    private static <T> T parse(Path file, int number, byte[] bytes, int from, int length, Class<T> type)
            throws IOException {
        try {
            return MAPPER.readValue(bytes, from, length, type);
        } catch (JsonProcessingException | RuntimeException unreadable) {
            throw new IOException(file + ", line " + number + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static SimpleModule texts() {
        SimpleModule module = new SimpleModule();
        text(module, Instant.class, Instant::parse);
        text(module, Duration.class, Duration::parse);
        module.addDeserializer(OnSilence.class, new StdDeserializer<>(OnSilence.class) {
            private static final long serialVersionUID = 1;

            @Override
            public OnSilence deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return OnSilence.valueOf(in.getText());
            }

            // Of lines from before hosts had leases.
            @Override
            public OnSilence getNullValue(DeserializationContext context) {
                return OnSilence.KEEP;
            }
        });
        return module;
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, new StdSerializer<>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(value.toString());
            }
        });
        module.addDeserializer(type, new StdDeserializer<>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return parse.apply(in.getText());
            }
        });
    }
}
