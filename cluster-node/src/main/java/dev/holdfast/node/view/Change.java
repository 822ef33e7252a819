package dev.holdfast.node.view;

/**
 * One fact of a resource, as a watcher is told of it.
 *
 * @param next the place after its entry
 * @param sequence the fact's number within its resource
 * @param state the resource as the fact left it
 */
public record Change<S>(Place next, Kind kind, long sequence, S state) {
    /** What a list would show of it. */
    public enum Kind {
        /** It is shown since this fact. */
        CREATED,
        /** It was shown, and still is. */
        CHANGED,
        /** It is not shown, or not any more: a tombstone has facts too. */
        DELETED
    }
}
