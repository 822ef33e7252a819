package dev.holdfast.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * In what order resources are wanted, after AIP-132: {@code host, create_time desc}. What has nothing in a field comes
 * first, or last when it descends; those that are alike stand by name.
 *
 * @param keys the first counts most; none for by name
 */
public record SortOrder(List<Key> keys) {
    /** By name, which costs nothing. */
    public static final SortOrder BY_NAME = new SortOrder(List.of());

    private static final int KEYS_AT_MOST = 4;

    /** A field, rising unless it descends. */
    public record Key(String field, boolean descending) {}

    public SortOrder {
        keys = List.copyOf(keys);
    }

    public static <S> Reading<SortOrder> read(String text, Fields<S> fields) {
        return Letters.read(() -> order(new Letters(text), fields));
    }

    public String text() {
        return keys.stream()
                .map(key -> key.field() + (key.descending() ? " desc" : ""))
                .collect(Collectors.joining(", "));
    }

    private static <S> SortOrder order(Letters letters, Fields<S> fields) {
        if (letters.atEnd()) {
            return BY_NAME;
        }
        List<Key> keys = new ArrayList<>();
        do {
            letters.skipBlanks();
            int begin = letters.at();
            if (keys.size() == KEYS_AT_MOST) {
                throw letters.fail(begin, "no more than " + KEYS_AT_MOST + " fields");
            }
            String name = letters.word();
            if (fields.field(name).isEmpty()) {
                throw letters.fail(
                        begin, "a field" + (name.isEmpty() ? "" : ", not " + name) + "; there are " + fields.names());
            }
            keys.add(new Key(name, letters.takeWord("desc")));
        } while (letters.take(","));
        if (!letters.atEnd()) {
            throw letters.fail(letters.at(), "desc, a comma or the end of the order");
        }
        return new SortOrder(keys);
    }
}
