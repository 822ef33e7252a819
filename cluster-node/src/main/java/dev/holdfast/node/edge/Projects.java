package dev.holdfast.node.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/** Whose a request is, by the resource's name in it; asked before the request is known to be well formed. */
final class Projects {
    private static final String PREFIX = "projects/";
    private static final int LONGEST = 63;

    private Projects() {}

    /** The project of the resource that a request is about; empty when it is about none. */
    static String of(Object request) {
        if (!(request instanceof Message message)) {
            return "";
        }
        String ofName = project(message, "name");
        return ofName.isEmpty() ? project(message, "parent") : ofName;
    }

    private static String project(Message message, String field) {
        FieldDescriptor named = message.getDescriptorForType().findFieldByName(field);
        if (named == null || named.isRepeated() || named.getJavaType() != FieldDescriptor.JavaType.STRING) {
            return "";
        }
        String name = (String) message.getField(named);
        if (!name.startsWith(PREFIX)) {
            return "";
        }
        int end = name.indexOf('/', PREFIX.length());
        int length = end - PREFIX.length();
        return length <= 0 || length > LONGEST ? "" : name.substring(PREFIX.length(), end);
    }
}
