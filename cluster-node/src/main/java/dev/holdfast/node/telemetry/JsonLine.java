package dev.holdfast.node.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A log event as one line of JSON: {@code time} (UTC, milliseconds), {@code level}, {@code logger}, {@code thread},
 * {@code message}, and, where there are any, {@code fields} (its key-values; numbers and truth values stay what they
 * are), {@code context} (what the thread or the actor says about all its lines) and {@code exception} (the stack
 * trace).
 */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private JsonLine() {}

    static byte[] of(ILoggingEvent event) {
        // By way of characters: a generator of bytes refuses half a surrogate pair, and the whole line with it.
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
            json.writeStringField("level", String.valueOf(event.getLevel()));
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("thread", event.getThreadName());
            json.writeStringField("message", event.getFormattedMessage());
            write(json, "fields", fields(event));
            write(json, "context", new LinkedHashMap<>(event.getMDCPropertyMap()));
            if (event.getThrowableProxy() != null) {
                json.writeStringField("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("characters cannot be kept in memory", impossible);
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A key that was given twice has its last value: two of one name would make no object. */
    private static Map<String, @Nullable Object> fields(ILoggingEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Optional<List<KeyValuePair>> pairs = Optional.ofNullable(event.getKeyValuePairs());
        pairs.ifPresent(all -> all.forEach(pair -> fields.put(pair.key, pair.value)));
        return fields;
    }

    private static void write(JsonGenerator json, String name, Map<String, ? extends @Nullable Object> values)
            throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, ? extends @Nullable Object> each : values.entrySet()) {
            json.writeFieldName(String.valueOf(each.getKey()));
            value(json, each.getValue());
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            default -> json.writeString(text(value));
        }
    }

    /** A value that cannot be shown does not cost the line it stands in. */
    private static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException broken) {
            return "(" + value.getClass().getName() + " cannot be shown: "
                    + broken.getClass().getName() + ")";
        }
    }
}
