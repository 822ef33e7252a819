package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import dev.holdfast.v1.HostProto;
import dev.holdfast.v1.InstanceProto;
import dev.holdfast.v1.InstanceServiceProto;

/** Messages as JSON trees, and trees as text. */
public final class Trees {
    private static final JsonMapper JSON = new JsonMapper();

    private Trees() {}

    static JsonNode of(Message message) {
        try {
            return JSON.readTree(Formats.PROTO_JSON.print(message));
        } catch (InvalidProtocolBufferException | JsonProcessingException broken) {
            throw new IllegalStateException("a message of the API could not be written as JSON", broken);
        }
    }

    static String json(JsonNode tree) {
        return write(Formats.PRETTY, tree);
    }

    /** On one line. */
    static String jsonLine(JsonNode tree) {
        return write(Formats.LINE, tree);
    }

    /** Ends with a line break. */
    public static String yaml(JsonNode tree) {
        return write(YamlFormat.WRITER, tree);
    }

    private static String write(ObjectWriter writer, JsonNode tree) {
        try {
            return writer.writeValueAsString(tree);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a tree could not be written", broken);
        }
    }

    /** Made when first needed: a table needs none of it. */
    private static final class Formats {
        /** Everything that stands in an {@code Any} of ours: an operation's metadata, result and error details. */
        static final JsonFormat.Printer PROTO_JSON = JsonFormat.printer()
                .preservingProtoFieldNames()
                .usingTypeRegistry(TypeRegistry.newBuilder()
                        .add(InstanceProto.getDescriptor().getMessageTypes())
                        .add(InstanceServiceProto.getDescriptor().getMessageTypes())
                        .add(HostProto.getDescriptor().getMessageTypes())
                        .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                        .add(EmptyProto.getDescriptor().getMessageTypes())
                        .add(DurationProto.getDescriptor().getMessageTypes())
                        .build());

        static final ObjectWriter LINE = JSON.writer();

        static final ObjectWriter PRETTY = JSON.writer(new DefaultPrettyPrinter()
                .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE)
                .withSeparators(DefaultPrettyPrinter.DEFAULT_SEPARATORS.withObjectFieldValueSpacing(
                        com.fasterxml.jackson.core.util.Separators.Spacing.AFTER)));
    }

    private static final class YamlFormat {
        static final ObjectWriter WRITER = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build()
                .writer();
    }
}
