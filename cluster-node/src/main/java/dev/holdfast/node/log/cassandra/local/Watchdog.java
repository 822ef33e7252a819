package dev.holdfast.node.log.cassandra.local;

import java.io.IOException;
import java.util.List;

/**
 * Ends a child when this process ends, however it ends: a shell that waits for the end of what we would write to it.
 * For tests, which may be killed and must leave nothing running.
 */
public final class Watchdog implements AutoCloseable {
    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** @throws LocalCassandraException when there is no shell */
    public static Watchdog over(CassandraProcess cassandra) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", "cat >/dev/null; kill -9 " + cassandra.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Watchdog(shell);
        } catch (IOException failed) {
            throw new LocalCassandraException("cannot watch over Cassandra: " + failed.getMessage(), failed);
        }
    }

    /** The child was ended by itself; nothing is to be watched any more. */
    @Override
    public void close() {
        // The shell first: if what it waits for ended before it, it would do its work.
        List<ProcessHandle> waited = shell.descendants().toList();
        shell.destroyForcibly();
        waited.forEach(ProcessHandle::destroyForcibly);
    }
}
