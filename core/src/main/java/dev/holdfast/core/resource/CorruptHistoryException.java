package dev.holdfast.core.resource;

/**
 * A fact does not fit the state before it, so the history is not one that the deciders can have written. The one
 * resource stops, loudly; its shard goes on.
 */
public final class CorruptHistoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CorruptHistoryException(String resource, long sequence, String what) {
        super(resource + " at sequence " + sequence + ": " + what);
    }
}
