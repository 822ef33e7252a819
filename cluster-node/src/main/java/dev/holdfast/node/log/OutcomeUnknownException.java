package dev.holdfast.node.log;

/** Nobody knows whether the events were written; a failure of the journal plugin carries one of these. */
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutcomeUnknownException(String what) {
        super(what, null, false, false);
    }
}
