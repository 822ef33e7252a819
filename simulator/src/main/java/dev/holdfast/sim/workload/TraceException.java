package dev.holdfast.sim.workload;

import java.nio.file.Path;

/**
 * A trace that cannot be replayed. The message is for the person who named the file: it says file, line, column and the
 * rule that was broken.
 */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TraceException(String message, Throwable cause) {
        super(message, cause);
    }

    private TraceException(String message) {
        super(message);
    }

    /** The file as a whole. */
    static TraceException unreadable(Path file, String reason, Throwable cause) {
        return new TraceException(file + ": " + reason, cause);
    }

    /** @param line counted from 1, which is the header */
    static TraceException badLine(Path file, long line, String rule) {
        return new TraceException(file + ":" + line + ": " + rule);
    }

    /**
     * @param line counted from 1, which is the header
     * @param rule what the value must be
     */
    static TraceException badValue(Path file, long line, String column, String rule, String value) {
        return new TraceException(file + ":" + line + ": " + column + " must be " + rule + ", was '" + value + "'");
    }
}
