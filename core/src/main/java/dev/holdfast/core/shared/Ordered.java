package dev.holdfast.core.shared;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Immutable copies of collections with an order that is the same in every run. {@code Map.of} and {@code Set.of}
 * iterate in an order that changes from one JVM to the next, which would make a simulated run differ from its own seed.
 */
public final class Ordered {
    /** What the copies below are, so that copying a copy costs nothing; nobody else makes such views in core. */
    private static final Class<?> COPY =
            Collections.unmodifiableSortedMap(new TreeMap<String, String>()).getClass();

    private Ordered() {}

    /** A copy in the keys' natural order. */
    public static <K extends Comparable<K>, V> SortedMap<K, V> map(Map<K, V> source) {
        if (source.isEmpty()) {
            return Collections.emptySortedMap();
        }
        if (COPY.isInstance(source)) {
            @SuppressWarnings("unchecked")
            SortedMap<K, V> copy = (SortedMap<K, V>) source;
            return copy;
        }
        return Collections.unmodifiableSortedMap(new TreeMap<>(source));
    }

    /** A copy with one more entry, or with that entry's value replaced. */
    public static <K extends Comparable<K>, V> SortedMap<K, V> with(SortedMap<K, V> source, K key, V value) {
        TreeMap<K, V> copy = new TreeMap<>(source);
        copy.put(key, value);
        return Collections.unmodifiableSortedMap(copy);
    }

    /** A copy without one entry. */
    public static <K extends Comparable<K>, V> SortedMap<K, V> without(SortedMap<K, V> source, K key) {
        TreeMap<K, V> copy = new TreeMap<>(source);
        copy.remove(key);
        return Collections.unmodifiableSortedMap(copy);
    }

    /** The largest of some values, or {@code least} when there are none. */
    public static <T> T largest(Collection<T> values, T least, Comparator<T> order) {
        T largest = least;
        for (T value : values) {
            if (order.compare(value, largest) > 0) {
                largest = value;
            }
        }
        return largest;
    }

    /** The first key in iteration order; for maps known not to be empty. */
    public static <K, V> K firstKey(SequencedMap<K, V> map) {
        return map.firstEntry().getKey();
    }
}
