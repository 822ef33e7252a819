package dev.holdfast.core.filter;

import java.time.Instant;

/** What a field of a resource holds. The values of one field are of one kind, and only such are compared. */
public sealed interface Value extends Comparable<Value> {
    /** Compared letter by letter, capitals first. */
    record Text(String text) implements Value {}

    record Count(long number) implements Value {}

    record Moment(Instant at) implements Value {}

    /** @throws IllegalArgumentException when the other is of another kind, so of another field */
    @Override
    default int compareTo(Value other) {
        if (this instanceof Text(String text) && other instanceof Text(String otherText)) {
            return text.compareTo(otherText);
        }
        if (this instanceof Count(long number) && other instanceof Count(long otherNumber)) {
            return Long.compare(number, otherNumber);
        }
        if (this instanceof Moment(Instant at) && other instanceof Moment(Instant otherAt)) {
            return at.compareTo(otherAt);
        }
        throw new IllegalArgumentException("not of one field: " + this + " and " + other);
    }
}
