package dev.holdfast.node.instance;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.holdfast.v1.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What two messages of one type have otherwise, by path. */
final class FieldChanges {
    private FieldChanges() {}

    /** Messages are gone into and maps by key; a list is one value. */
    static List<FieldChange> between(Message from, Message to) {
        List<FieldChange> changes = new ArrayList<>();
        compare("", from, to, changes);
        return changes;
    }

    private static void compare(String prefix, Message from, Message to, List<FieldChange> changes) {
        for (FieldDescriptor field : from.getDescriptorForType().getFields()) {
            String path = prefix + field.getName();
            if (field.isMapField()) {
                compareMaps(path, entries(from, field), entries(to, field), changes);
            } else if (goesInto(field) && (from.hasField(field) || to.hasField(field))) {
                compare(path + ".", (Message) from.getField(field), (Message) to.getField(field), changes);
            } else {
                add(path, text(from, field), text(to, field), changes);
            }
        }
    }

    private static boolean goesInto(FieldDescriptor field) {
        return !field.isRepeated()
                && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && !field.getMessageType().equals(Timestamp.getDescriptor())
                && !field.getMessageType().equals(Duration.getDescriptor());
    }

    private static void compareMaps(
            String path, Map<String, String> from, Map<String, String> to, List<FieldChange> changes) {
        TreeSet<String> keys = new TreeSet<>(from.keySet());
        keys.addAll(to.keySet());
        keys.forEach(key -> add(path + "[" + key + "]", from.getOrDefault(key, ""), to.getOrDefault(key, ""), changes));
    }

    private static void add(String path, String from, String to, List<FieldChange> changes) {
        if (!from.equals(to)) {
            changes.add(FieldChange.newBuilder()
                    .setPath(path)
                    .setOldValue(from)
                    .setNewValue(to)
                    .build());
        }
    }

    private static Map<String, String> entries(Message message, FieldDescriptor field) {
        Map<String, String> entries = new TreeMap<>();
        for (int at = 0; at < message.getRepeatedFieldCount(field); at++) {
            MapEntry<?, ?> entry = (MapEntry<?, ?>) message.getRepeatedField(field, at);
            entries.put(String.valueOf(entry.getKey()), quoted(String.valueOf(entry.getValue())));
        }
        return entries;
    }

    /** As protobuf's own JSON has it, so that numbers, times and enums look as everywhere else; empty for none. */
    private static String text(Message message, FieldDescriptor field) {
        boolean there = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
        if (!there) {
            return "";
        }
        Message alone = message.newBuilderForType()
                .setField(field, message.getField(field))
                .build();
        try {
            String json = JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(alone);
            int colon = json.indexOf(':');
            return colon < 0 ? "" : json.substring(colon + 1, json.length() - 1);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("a message of ours cannot be written as JSON", broken);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
