package dev.holdfast.node.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which region a request is about, by the resource's name in it. */
final class NamedRegion {
    private static final Pattern REGION = Pattern.compile("(?:^|/)regions/([a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)(?:/|$)");
    private static final List<String> NAMES = List.of("name", "parent", "host");

    private NamedRegion() {}

    /** The region of the resource that a request is about; empty when it is about none. */
    static String of(Object request) {
        if (!(request instanceof Message message)) {
            return "";
        }
        String direct = direct(message);
        if (!direct.isEmpty()) {
            return direct;
        }
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (!field.isRepeated()
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && message.hasField(field)) {
                String inside = direct((Message) message.getField(field));
                if (!inside.isEmpty()) {
                    return inside;
                }
            }
        }
        return "";
    }

    /** Whether it can be sent again under the id that it has. */
    static boolean hasRequestId(Object request) {
        return request instanceof Message message
                && !text(message, "request_id").isEmpty();
    }

    private static String direct(Message message) {
        for (String field : NAMES) {
            Matcher matcher = REGION.matcher(text(message, field));
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return "";
    }

    private static String text(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        return field == null || field.isRepeated() || field.getJavaType() != FieldDescriptor.JavaType.STRING
                ? ""
                : (String) message.getField(field);
    }
}
