package dev.holdfast.sim.model;

import java.util.Optional;

/**
 * One row of an instance's log.
 *
 * @param sequence of the fact under its instance's name; the first is 1
 * @param kind as the log names it, for example {@code instance.started.v1}
 * @param requestId under which a user asked for it; empty for what nobody asked for, or asked for without an id
 */
public record Fact(long sequence, String kind, Optional<String> requestId) {}
