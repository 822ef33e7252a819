package dev.holdfast.node.log.cassandra.local;

/** A local Cassandra cannot be had. The message is one line: what is wrong, and what to do about it. */
public final class LocalCassandraException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalCassandraException(String line) {
        super(line);
    }

    LocalCassandraException(String line, Throwable cause) {
        super(line, cause);
    }
}
