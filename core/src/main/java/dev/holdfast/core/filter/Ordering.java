package dev.holdfast.core.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts states in an order. Two states never stand in the same place, because their ids differ. */
public final class Ordering<S> implements Comparator<Cursor> {
    private final SortOrder order;
    private final List<Field<S>> fields;

    Ordering(SortOrder order, Fields<S> known) {
        this.order = order;
        this.fields = order.keys().stream()
                .map(key -> known.field(key.field())
                        .orElseThrow(() -> new IllegalArgumentException("no field " + key.field())))
                .toList();
    }

    /** Whether it is the order in which ids are kept. */
    public boolean byName() {
        return fields.isEmpty();
    }

    public Cursor of(S state, String id) {
        List<Optional<Value>> keys = new ArrayList<>(fields.size());
        for (Field<S> field : fields) {
            keys.add(field.read().apply(state));
        }
        return new Cursor(keys, id);
    }

    /** What {@link Cursor#text()} wrote, for this order; empty when it did not. */
    public Optional<Cursor> cursor(String text) {
        List<Optional<Value>> keys = new ArrayList<>(fields.size());
        int at = 0;
        for (Field<S> field : fields) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? -1 : end(text, at, colon);
            if (end < 0) {
                return Optional.empty();
            }
            Optional<Value> value =
                    text.charAt(at) == '-' ? Optional.empty() : field.value(text.substring(colon + 1, end));
            if (value.isEmpty() && text.charAt(at) != '-') {
                return Optional.empty();
            }
            keys.add(value);
            at = end;
        }
        return Optional.of(new Cursor(keys, text.substring(at)));
    }

    @Override
    public int compare(Cursor one, Cursor other) {
        for (int i = 0; i < fields.size(); i++) {
            int byKey = compare(one.keys().get(i), other.keys().get(i));
            if (byKey != 0) {
                return order.keys().get(i).descending() ? -byKey : byKey;
            }
        }
        return one.id().compareTo(other.id());
    }

    private static int compare(Optional<Value> one, Optional<Value> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isPresent(), other.isPresent());
        }
        return one.get().compareTo(other.get());
    }

    /** Where a key ends whose length stands between its sign and the colon; negative when there is none. */
    private static int end(String text, int at, int colon) {
        try {
            int length = Integer.parseInt(text.substring(at + 1, colon));
            return length < 0 || length > text.length() - colon - 1 ? -1 : colon + 1 + length;
        } catch (NumberFormatException none) {
            return -1;
        }
    }
}
