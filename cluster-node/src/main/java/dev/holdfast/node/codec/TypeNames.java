package dev.holdfast.node.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The logical names of everything that is written: a name is for ever, the class behind it is not. A type that is
 * written and has no name here fails at once, not when it is read back.
 */
public final class TypeNames {
    /** A type that is written as one text or number, wherever it stands. */
    record Scalar<T>(Class<T> type, boolean number, Function<T, String> toText, Function<String, T> fromText) {}

    /** A manifest that was written once and whose meaning has changed: how its content is brought up to date. */
    record Old(String currentName, UnaryOperator<ObjectNode> upcast) {}

    private final Map<String, Class<?>> roots = new LinkedHashMap<>();
    private final Map<Class<?>, String> rootNames = new LinkedHashMap<>();
    private final Set<String> events = new LinkedHashSet<>();
    private final Map<String, Old> old = new LinkedHashMap<>();
    private final Map<Class<?>, String> partNames = new LinkedHashMap<>();
    private final List<Scalar<?>> scalars = new ArrayList<>();

    /** A type that is written by itself: an event, a state, a message. */
    public TypeNames root(String name, Class<?> type) {
        if (roots.put(name, type) != null || rootNames.put(type, name) != null) {
            throw new IllegalArgumentException("named twice: " + name + " " + type);
        }
        return this;
    }

    /** An event: a root that is written with its stamp around it. */
    public TypeNames event(String name, Class<?> type) {
        events.add(name);
        return root(name, type);
    }

    /** A name that was written by earlier versions, and how to read it now. */
    public TypeNames old(String name, String currentName, UnaryOperator<ObjectNode> upcast) {
        old.put(name, new Old(currentName, upcast));
        if (events.contains(currentName)) {
            events.add(name);
        }
        return this;
    }

    /** A case of a sealed type, where it stands inside something else. */
    public TypeNames part(String name, Class<?> type) {
        if (partNames.put(type, name) != null) {
            throw new IllegalArgumentException("named twice: " + type);
        }
        return this;
    }

    public <T> TypeNames text(Class<T> type, Function<T, String> toText, Function<String, T> fromText) {
        scalars.add(new Scalar<>(type, false, toText, fromText));
        return this;
    }

    public <T> TypeNames number(Class<T> type, Function<T, Long> toNumber, Function<Long, T> fromNumber) {
        scalars.add(new Scalar<>(
                type, true, value -> toNumber.apply(value).toString(), text -> fromNumber.apply(Long.valueOf(text))));
        return this;
    }

    /** The name under which a type is written by itself. */
    public Optional<String> nameOf(Class<?> type) {
        return Optional.ofNullable(rootNames.get(type));
    }

    public Optional<Class<?>> typeOf(String name) {
        return Optional.ofNullable(roots.get(name));
    }

    public boolean isEvent(String name) {
        return events.contains(name);
    }

    public Map<String, Class<?>> roots() {
        return Map.copyOf(roots);
    }

    Optional<Old> old(String name) {
        return Optional.ofNullable(old.get(name));
    }

    Optional<String> partName(Class<?> type) {
        return Optional.ofNullable(partNames.get(type));
    }

    List<Scalar<?>> scalars() {
        return List.copyOf(scalars);
    }
}
