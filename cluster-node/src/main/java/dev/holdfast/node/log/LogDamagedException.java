package dev.holdfast.node.log;

/** The store has lost what should be there: no later try will find it, and a person must look. */
public final class LogDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogDamagedException(String message) {
        super(message);
    }
}
