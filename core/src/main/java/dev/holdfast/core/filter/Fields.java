package dev.holdfast.core.filter;

import dev.holdfast.core.shared.Ordered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All that can be asked of a kind of resource.
 *
 * @param named by their names
 * @param maps such as labels; each key of one is a field of text, called {@code labels.KEY}
 */
public record Fields<S>(
        SortedMap<String, Field<S>> named, SortedMap<String, Function<S, SortedMap<String, String>>> maps) {
    public Fields {
        named = Ordered.map(named);
        maps = Ordered.map(maps);
    }

    /** For resources of which nothing is asked. */
    public static <S> Fields<S> none() {
        return of(List.of(), new TreeMap<>());
    }

    public static <S> Fields<S> of(List<Field<S>> fields, Map<String, Function<S, SortedMap<String, String>>> maps) {
        TreeMap<String, Field<S>> named = new TreeMap<>();
        fields.forEach(field -> named.put(field.name(), field));
        return new Fields<>(named, new TreeMap<>(maps));
    }

    /** The field of this name, or {@code labels.KEY}. */
    public Optional<Field<S>> field(String name) {
        Field<S> known = named.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        int dot = name.indexOf('.');
        if (dot <= 0 || dot == name.length() - 1) {
            return Optional.empty();
        }
        String key = name.substring(dot + 1);
        return Optional.ofNullable(maps.get(name.substring(0, dot)))
                .map(map -> Field.text(
                        name, state -> Optional.ofNullable(map.apply(state).get(key))));
    }

    boolean isMap(String name) {
        return maps.containsKey(name);
    }

    /** For people: all names in one line. */
    String names() {
        StringBuilder names = new StringBuilder(String.join(", ", named.keySet()));
        maps.keySet()
                .forEach(map ->
                        names.append(names.isEmpty() ? "" : ", ").append(map).append(".KEY"));
        return names.toString();
    }
}
