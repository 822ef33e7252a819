package dev.holdfast.core.host;

/**
 * The last order about an instance that its host has in the log; an assignment, once it is on its way to the agent.
 *
 * @param number the assignment number: sequence of the instance's event that caused it
 * @param force whether a stop may not wait for the guest
 * @param workload what to run; that of the last order that said so
 */
public record Order(long number, Wanted wanted, boolean force, Workload workload) {}
