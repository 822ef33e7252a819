package dev.holdfast.agent.process;

import dev.holdfast.agent.process.Processes.Identity;
import java.util.Optional;

/** Which process is the watchdog, as its file says. */
record Named(Identity identity, String boot) {
    String line() {
        return identity.pid() + " " + identity.start() + " " + boot + "\n";
    }

    static Optional<Named> parse(String line) {
        String[] parts = line.strip().split(" ", -1);
        return parts.length == 3 && parts[0].matches("[0-9]{1,10}") && parts[1].matches("[0-9]{1,18}")
                ? Optional.of(new Named(new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1])), parts[2]))
                : Optional.empty();
    }
}
