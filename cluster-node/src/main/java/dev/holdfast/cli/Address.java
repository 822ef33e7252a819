package dev.holdfast.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a node listens. */
record Address(String host, int port) {
    private static final int DEFAULT_PORT = 7400;
    private static final Pattern SHAPE = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:/\\s\\[\\]]+)(?::([0-9]{1,5}))?");

    static Address parse(ClientSettings.Setting given) {
        Matcher matcher = SHAPE.matcher(given.value());
        if (!matcher.matches()) {
            throw bad(given);
        }
        int port = matcher.group(2) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65535) {
            throw bad(given);
        }
        return new Address(matcher.group(1), port);
    }

    private static CommandFailure bad(ClientSettings.Setting given) {
        return new CommandFailure(
                ExitCode.USAGE,
                "address '" + given.value() + "' (" + given.source() + ") is not HOST:PORT, such as 127.0.0.1:7400 or"
                        + " [::1]:7400");
    }
}
