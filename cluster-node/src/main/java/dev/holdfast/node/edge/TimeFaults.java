package dev.holdfast.node.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.List;

/** Points and lengths of time that are none: beyond what protobuf allows, so that no rule can be applied to them. */
final class TimeFaults {
    private static final String NO_TIMESTAMP = "must be a point in time from year 1 to 9999";
    private static final String NO_DURATION = "must be a length of time of at most 10,000 years";

    private TimeFaults() {}

    /** Those in a message, at any depth, in the order of its fields. */
    static List<StatusMapping.FieldFault> in(Message message) {
        List<StatusMapping.FieldFault> faults = new ArrayList<>();
        collect("", message, faults);
        return faults;
    }

    private static void collect(String prefix, Message message, List<StatusMapping.FieldFault> faults) {
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                String path = prefix + field.getName();
                if (field.isRepeated()) {
                    List<?> all = (List<?>) value;
                    for (int index = 0; index < all.size(); index++) {
                        look(path + "[" + index + "]", (Message) all.get(index), faults);
                    }
                } else {
                    look(path, (Message) value, faults);
                }
            }
        });
    }

    private static void look(String path, Message value, List<StatusMapping.FieldFault> faults) {
        if (value instanceof Timestamp time && !Timestamps.isValid(time)) {
            faults.add(new StatusMapping.FieldFault(path, NO_TIMESTAMP));
        } else if (value instanceof Duration length && !Durations.isValid(length)) {
            faults.add(new StatusMapping.FieldFault(path, NO_DURATION));
        } else {
            collect(path + ".", value, faults);
        }
    }
}
