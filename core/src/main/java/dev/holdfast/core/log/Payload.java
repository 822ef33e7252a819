package dev.holdfast.core.log;

import java.util.Arrays;

/** Bytes that the log keeps and does not read. Whoever makes one gives its array away. */
public final class Payload {
    /** No bytes. */
    public static final Payload EMPTY = new Payload(new byte[0]);

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over. */
    public static Payload of(byte[] bytes) {
        return new Payload(bytes);
    }

    public int size() {
        return bytes.length;
    }

    /** The very array; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
