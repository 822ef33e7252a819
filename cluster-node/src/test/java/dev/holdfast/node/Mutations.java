package dev.holdfast.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Variants of a message in each of which one field, at any depth, has a value that somebody might send by mistake or on
 * purpose. It knows the types of fields and not their rules.
 */
final class Mutations {
    private static final int DEEPEST = 4;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "A",
            "-a",
            "web_1",
            "projects/p",
            "a\u0000b",
            "line\nbreak",
            "\u202eright to left",
            "../../etc/passwd",
            "x".repeat(20_000));
    private static final int LENGTH_OF_LISTS = 5_000;

    /** @param path of the field, as an error names it; without what is behind an index */
    record Mutation(String path, Message message) {}

    private Mutations() {}

    /** All of them, in the order of the fields. */
    static List<Mutation> of(Message good) {
        List<Mutation> all = new ArrayList<>();
        collect("", good, 0, all);
        return all;
    }

    private static void collect(String prefix, Message good, int depth, List<Mutation> all) {
        for (FieldDescriptor field : good.getDescriptorForType().getFields()) {
            String path = prefix + field.getName();
            values(field).forEach(value -> all.add(new Mutation(path, with(good, field, value))));
            all.add(new Mutation(path, good.toBuilder().clearField(field).build()));
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField() && depth < DEEPEST) {
                inside(path, good, field, depth, all);
            }
        }
    }

    private static void inside(String path, Message good, FieldDescriptor field, int depth, List<Mutation> all) {
        Message.Builder empty = good.newBuilderForType().newBuilderForField(field);
        Message inner = !field.isRepeated() && good.hasField(field) ? (Message) good.getField(field) : empty.build();
        List<Mutation> deeper = new ArrayList<>();
        collect(field.isRepeated() ? path + "[0]." : path + ".", inner, depth + 1, deeper);
        for (Mutation mutation : deeper) {
            Object value = field.isRepeated() ? List.of(mutation.message()) : mutation.message();
            all.add(new Mutation(mutation.path(), with(good, field, value)));
        }
    }

    private static Message with(Message good, FieldDescriptor field, Object value) {
        return good.toBuilder().setField(field, value).build();
    }

    private static Stream<?> values(FieldDescriptor field) {
        if (field.isMapField()) {
            return maps(field);
        }
        Stream<?> single = singles(field);
        if (!field.isRepeated()) {
            return single;
        }
        return Stream.concat(
                single.map(List::of),
                singles(field).limit(1).map(each -> java.util.Collections.nCopies(LENGTH_OF_LISTS, each)));
    }

    private static Stream<?> singles(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> TEXTS.stream();
            case INT -> Stream.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE);
            case LONG -> Stream.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE);
            case ENUM -> Stream.of(0, 99, -1).map(field.getEnumType()::findValueByNumberCreatingIfUnknown);
            case BOOLEAN -> Stream.of(true);
            case BYTE_STRING -> Stream.of(ByteString.copyFrom(new byte[20_000]));
            case FLOAT -> Stream.of(Float.NaN, -1f);
            case DOUBLE -> Stream.of(Double.NaN, -1d);
            case MESSAGE -> Stream.of(defaultOf(field));
        };
    }

    private static Message defaultOf(FieldDescriptor field) {
        return com.google.protobuf.DynamicMessage.getDefaultInstance(field.getMessageType());
    }

    /** Keys and values that are bad, and more of them than anybody needs. */
    private static Stream<?> maps(FieldDescriptor field) {
        FieldDescriptor key = field.getMessageType().findFieldByName("key");
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        List<Message> many = new ArrayList<>();
        for (int number = 0; number < LENGTH_OF_LISTS; number++) {
            many.add(entry(field, key, "key-" + number, value, "v"));
        }
        return Stream.concat(
                TEXTS.stream()
                        .flatMap(text -> Stream.of(
                                List.of(entry(field, key, text, value, "v")),
                                List.of(entry(field, key, "key", value, text)))),
                Stream.of(many));
    }

    private static Message entry(
            FieldDescriptor field, FieldDescriptor key, String keyText, FieldDescriptor value, String valueText) {
        return com.google.protobuf.DynamicMessage.newBuilder(field.getMessageType())
                .setField(key, keyText)
                .setField(value, valueText)
                .build();
    }
}
