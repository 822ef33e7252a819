package dev.holdfast.core.filter;

import java.util.List;
import java.util.Optional;

/**
 * A place in a list: what stands there, by what the list is ordered, and its id. A list can go on from here although
 * what stood here has changed or is gone.
 *
 * @param keys what the resource had in each field of the order
 */
public record Cursor(List<Optional<Value>> keys, String id) {
    public Cursor {
        keys = List.copyOf(keys);
    }

    /** As {@link Ordering#cursor(String)} reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Optional<Value> key : keys) {
            if (key.isEmpty()) {
                text.append("-0:");
                continue;
            }
            String value = switch (key.get()) {
                case Value.Text(String written) -> written;
                case Value.Count(long number) -> Long.toString(number);
                case Value.Moment(var at) -> at.toString();
            };
            text.append('+').append(value.length()).append(':').append(value);
        }
        return text.append(id).toString();
    }
}
