package dev.holdfast.node.log.cassandra.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One Cassandra as a child process. It is real: what it acknowledged is in its folder, and it may be killed and started
 * again there.
 */
public final class CassandraProcess implements AutoCloseable {
    private static final String LOGBACK = "cassandra-logback.xml";
    private static final Duration TRY_EVERY = Duration.ofMillis(200);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    /** What Cassandra reaches into; the JDK has closed it by default since 16. */
    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.math",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.rmi/sun.rmi.transport.tcp",
            "jdk.management/com.sun.management.internal");

    private final CassandraPlace place;
    private final Process process;

    private CassandraProcess(CassandraPlace place, Process process) {
        this.place = place;
        this.process = process;
    }

    /**
     * Starts it and does not wait until it serves. It outlives this process.
     *
     * @param over of its cassandra.yaml, other than usual
     * @param flags more for its JVM
     * @throws LocalCassandraException when it cannot be started
     */
    public static CassandraProcess start(
            CassandraPlace place,
            Jdk17 jdk,
            CassandraJars jars,
            Map<String, Optional<String>> over,
            List<String> flags) {
        try {
            Files.createDirectories(place.folder().resolve("logs"));
            Path yaml = place.folder().resolve("cassandra.yaml");
            Files.writeString(yaml, place.yaml(over));
            Path logback = place.folder().resolve(LOGBACK);
            try (InputStream resource = CassandraProcess.class.getResourceAsStream(LOGBACK)) {
                if (resource == null) {
                    throw new IllegalStateException("the build lacks " + LOGBACK);
                }
                Files.copy(resource, logback, StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(command(place, jdk, jars, flags, yaml, logback))
                    .directory(place.folder().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.to(place.consoleFile().toFile()));
            // What is meant for the JVMs of somebody else.
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
            Process process = builder.start();
            PidFile.write(place.pidFile(), process.toHandle());
            return new CassandraProcess(place, process);
        } catch (IOException failed) {
            throw new LocalCassandraException(
                    "Cassandra cannot be started in " + place.folder() + ": " + failed.getMessage(), failed);
        }
    }

    private static List<String> command(
            CassandraPlace place, Jdk17 jdk, CassandraJars jars, List<String> flags, Path yaml, Path logback) {
        List<String> command = new ArrayList<>(List.of(
                jdk.java().toString(),
                "-Xms" + place.heapMib() + "m",
                "-Xmx" + place.heapMib() + "m",
                "-Xss384k",
                "-XX:MaxDirectMemorySize=256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-javaagent:" + jars.agent(),
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.security.manager=allow",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dcassandra.config=" + yaml.toUri(),
                "-Dcassandra.storagedir=" + place.folder(),
                "-Dcassandra.logdir=" + place.folder().resolve("logs"),
                "-Dlogback.configurationFile=" + logback,
                "-Dcassandra-foreground=yes",
                // A ring of our own, on one machine, has nothing to settle.
                "-Dcassandra.ring_delay_ms=500",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.superuser_setup_delay_ms=0"));
        for (String opened : OPENED) {
            command.add("--add-opens=" + opened + "=ALL-UNNAMED");
            command.add("--add-exports=" + opened + "=ALL-UNNAMED");
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", jars.classpath(), "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    /**
     * Waits until clients can connect.
     *
     * @param progress told now and then how long it has been
     * @throws LocalCassandraException when it ended, or does not serve in time; says where it says why
     */
    public void awaitReady(Duration patience, Consumer<String> progress) throws InterruptedException {
        long began = System.nanoTime();
        while (!serves(place)) {
            if (process.waitFor(TRY_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LocalCassandraException("Cassandra on " + place.contactPoint() + " ended with "
                        + process.exitValue() + " instead of serving; " + place.logFile() + " and "
                        + place.consoleFile() + " say why");
            }
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            if (passed.compareTo(patience) > 0) {
                throw new LocalCassandraException("Cassandra on " + place.contactPoint() + " does not serve after "
                        + patience.toSeconds() + " s; see " + place.logFile());
            }
            progress.accept("starting Cassandra on " + place.contactPoint() + ", " + passed.toSeconds() + " s");
        }
    }

    static boolean serves(CassandraPlace place) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(place.address(), place.cqlPort()), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public CassandraPlace place() {
        return place;
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL; gives back control when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it in good order, or not, but ends it. */
    @Override
    public void close() {
        stop(process.toHandle());
        PidFile.remove(place.pidFile());
    }

    /** Asks it to end and, when it does not, ends it. */
    static void stop(ProcessHandle handle) {
        handle.destroy();
        try {
            handle.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            handle.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException late) {
            handle.destroyForcibly();
        }
    }
}
