package dev.holdfast.core.shared;

/**
 * A client's own name for one request. The same request sent again under the same id takes effect once and gets the
 * first answer again; it is remembered for at least 24 hours.
 *
 * @param value 1 to 64 printable characters; a UUID by custom
 */
public record RequestId(String value) implements Comparable<RequestId> {
    public RequestId {
        if (value.isEmpty() || value.length() > 64) {
            throw new IllegalArgumentException("a request id has 1 to 64 characters, not " + value.length());
        }
    }

    @Override
    public int compareTo(RequestId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
