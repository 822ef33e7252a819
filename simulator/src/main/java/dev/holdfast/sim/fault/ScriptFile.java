package dev.holdfast.sim.fault;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Scripts as JSON files, so that a run that went wrong can be kept, read and changed by hand, and run again. */
public final class ScriptFile {
    /** A file that is no script; the message names the field and the rule. */
    public static final class FormatException extends IOException {
        private static final long serialVersionUID = 1L;

        private FormatException(String complaint, Throwable cause) {
            super(complaint, cause);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Kinds {}

    private static final JsonMapper JSON = mapper();

    private ScriptFile() {}

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .addMixIn(Fault.class, Kinds.class)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
        for (Class<?> kind : Fault.class.getPermittedSubclasses()) {
            mapper.registerSubtypes(new NamedType(kind, kind.getSimpleName()));
        }
        return mapper;
    }

    public static String text(Script script) {
        try {
            return JSON.writeValueAsString(script);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a script cannot be written", impossible);
        }
    }

    /** @throws FormatException if the text is no script */
    public static Script parse(String text) throws FormatException {
        try {
            return JSON.readValue(text, Script.class);
        } catch (JsonMappingException broken) {
            String field = broken.getPath().stream()
                    .map(step -> step.getIndex() >= 0 ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining());
            String where = field.isEmpty() ? "" : field.replaceFirst("^\\.", "") + ": ";
            String why = broken.getCause() instanceof IllegalArgumentException rule
                    ? String.valueOf(rule.getMessage())
                    : broken.getOriginalMessage().startsWith("Missing creator property")
                            ? "is missing"
                            : broken.getOriginalMessage();
            throw new FormatException(where + why, broken);
        } catch (JsonProcessingException broken) {
            throw new FormatException("is not JSON: " + broken.getOriginalMessage(), broken);
        }
    }

    /**
     * The same script with one field changed, as in {@code weather.loss} to 0.
     *
     * @throws FormatException if what comes of it is no script
     */
    public static Script changed(Script script, String field, Object value) throws FormatException {
        ObjectNode tree = JSON.valueToTree(script);
        String[] path = field.split("\\.", -1);
        ObjectNode inner = tree;
        for (int i = 0; i < path.length - 1; i++) {
            inner = inner.withObject("/" + path[i]);
        }
        inner.set(path[path.length - 1], JSON.valueToTree(value));
        return parse(tree.toString());
    }

    public static void write(Path file, Script script) throws IOException {
        Files.writeString(file, text(script) + "\n");
    }

    /** @throws FormatException if the file holds no script */
    public static Script read(Path file) throws IOException {
        return parse(Files.readString(file));
    }
}
