package dev.holdfast.node.log.audit;

/** The store takes no requests; nothing of this one has left. */
public final class StoreUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnreachableException(String why) {
        super(why);
    }
}
