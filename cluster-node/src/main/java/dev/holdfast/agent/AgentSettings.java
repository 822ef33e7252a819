package dev.holdfast.agent;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an agent must know.
 *
 * @param host regions/{region}/hosts/{host}
 * @param version of the agent, 1 to 63 characters
 * @param directory where its journal is; its alone
 * @param sessions how it comes back after a session ended
 * @param welcomeWithin a session that is not welcomed so soon has failed
 * @param remember how long what is gone stays barred; at least 24 hours
 */
public record AgentSettings(
        String host, String version, Path directory, BackOff sessions, Duration welcomeWithin, Duration remember) {
    private static final Duration REMEMBER_AT_LEAST = Duration.ofHours(24);

    public AgentSettings {
        if (!host.matches("regions/[a-z][-a-z0-9]*/hosts/[a-z][-a-z0-9]*")) {
            throw new IllegalArgumentException("host must be regions/{region}/hosts/{host} but is '" + host + "'");
        }
        if (version.isEmpty() || version.length() > 63) {
            throw new IllegalArgumentException("version must have 1 to 63 characters but is '" + version + "'");
        }
        if (!welcomeWithin.isPositive()) {
            throw new IllegalArgumentException("welcome_within must be positive but is " + welcomeWithin);
        }
        if (remember.compareTo(REMEMBER_AT_LEAST) < 0) {
            throw new IllegalArgumentException("remember must be at least 24 hours but is " + remember);
        }
    }

    /** With what suits most. */
    public static AgentSettings of(String host, String version, Path directory) {
        return new AgentSettings(
                host, version, directory, BackOff.SESSIONS, Duration.ofSeconds(10), REMEMBER_AT_LEAST.plusHours(1));
    }

    public AgentSettings withSessions(BackOff other) {
        return new AgentSettings(host, version, directory, other, welcomeWithin, remember);
    }
}
