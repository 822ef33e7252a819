package dev.holdfast.agent;

/** How a driver's work ended. */
public sealed interface Outcome {
    /** As ordered. */
    record Done() implements Outcome {}

    /**
     * Not as ordered; what remains was sighted.
     *
     * @param reason a sentence for the instance's owner
     */
    record Failed(String reason) implements Outcome {}
}
