package dev.holdfast.sim.model;

/** What the model says of one fact. */
public sealed interface Step {
    /** It may happen there, and this follows. */
    record Legal(Condition after) implements Step {}

    /** It may not; {@code why} is a sentence. */
    record Illegal(String why) implements Step {}
}
