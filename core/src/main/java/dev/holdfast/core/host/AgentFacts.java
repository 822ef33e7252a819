package dev.holdfast.core.host;

/**
 * What a host's agent says of itself; recorded when it changes.
 *
 * @param driver the driver's name
 * @param fencing what the driver declares and its conformance suite tests
 * @param version of the agent
 */
public record AgentFacts(String driver, Fencing fencing, String version) {}
