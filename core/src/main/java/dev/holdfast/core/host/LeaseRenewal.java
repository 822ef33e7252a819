package dev.holdfast.core.host;

/**
 * An agent asks for its host's lease anew.
 *
 * @param life how often an agent was started on the host
 * @param number 1, 2, 3... within the life
 */
public record LeaseRenewal(long life, long number) {}
