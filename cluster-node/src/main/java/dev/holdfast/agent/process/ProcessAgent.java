package dev.holdfast.agent.process;

import dev.holdfast.agent.Agent;
import dev.holdfast.agent.AgentListener;
import dev.holdfast.agent.AgentSettings;
import dev.holdfast.agent.BackOff;
import dev.holdfast.agent.Registration;
import dev.holdfast.agent.SyncedWriter;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real host: its driver, its agent, and its registration, which is repeated whenever a node says that it does not
 * know the host. When it ends, what it runs goes on.
 */
public final class ProcessAgent implements AgentListener, Registration.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessAgent.class);
    private static final int THREADS = 2;
    private static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2));
    /**
     * A node that stands still keeps its connections; only this tells. The server allows a ping every five seconds;
     * both together are short of the time after which a silent host is lost.
     */
    private static final long PING_SECONDS = 6;

    private static final long PING_PATIENCE_SECONDS = 4;

    private final ProcessDriver driver;
    private final SyncedWriter writer = SyncedWriter.start(1);
    private final ScheduledThreadPoolExecutor scheduler;
    private final List<ManagedChannel> nodes;
    private final Registration registration;
    private final Agent agent;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<String> refused = new CompletableFuture<>();
    private boolean registering = true;

    private ProcessAgent(ProcessHost host, ProcessDriver driver) throws IOException {
        this.driver = driver;
        this.scheduler = new ScheduledThreadPoolExecutor(
                THREADS, Thread.ofPlatform().daemon().name("holdfast-agent-", 0).factory());
        this.scheduler.setRemoveOnCancelPolicy(true);
        this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.nodes = host.addresses().stream()
                .map(address -> Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                        .directExecutor()
                        .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(PING_PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .build())
                .toList();
        this.registration = new Registration(
                Registration.request(
                        host.region(), host.name(), host.capacity(), host.faultDomain(), Collections.emptySortedMap()),
                nodes,
                scheduler,
                BACK_OFF,
                this);
        this.agent = Agent.open(
                AgentSettings.of(host.fullName(), host.version(), host.directory())
                        .withSessions(BACK_OFF),
                driver,
                nodes,
                writer,
                scheduler,
                InstantSource.system(),
                this);
    }

    /**
     * Opens the host's files, finds what runs, and goes on for ever, whether or not a node answers.
     *
     * @throws IOException when a file cannot be read or written, or belongs to another process
     */
    public static ProcessAgent start(ProcessHost host, ProcessSettings settings) throws IOException {
        ProcessDriver driver = ProcessDriver.open(settings);
        try {
            ProcessAgent started = new ProcessAgent(host, driver);
            started.registration.begin();
            return started;
        } catch (IOException | RuntimeException failed) {
            driver.close();
            throw failed;
        }
    }

    public ProcessDriver driver() {
        return driver;
    }

    /** Completes when a session was welcomed for the first time. */
    public CompletionStage<Void> connected() {
        return connected.minimalCompletionStage();
    }

    /** Completes when it cannot go on: with the reason. */
    public CompletionStage<String> refused() {
        return refused.minimalCompletionStage();
    }

    @Override
    public void registered() {
        synchronized (this) {
            registering = false;
        }
        agent.connect();
    }

    @Override
    public void refused(Status why) {
        refused.complete(why.getCode() + ": " + why.getDescription());
    }

    @Override
    public void connected(String name) {
        connected.complete(null);
    }

    @Override
    public void disconnected(String name, Status why) {
        LOG.atInfo().addKeyValue("host", name).addKeyValue("why", why).log("the session has ended; trying again");
        boolean unknown;
        synchronized (this) {
            unknown = why.getCode() == Status.Code.NOT_FOUND && !registering;
            registering |= unknown;
        }
        if (unknown) {
            registration.begin();
        }
    }

    @Override
    public void broken(String name, Throwable why) {
        refused.complete(String.valueOf(why.getMessage()));
    }

    /**
     * Ends the session and closes the files.
     *
     * @param patience for all of it; what is not done by then is abandoned, as if the process had died
     */
    public void close(Duration patience) {
        registration.cancel();
        try {
            agent.close().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unfinished) {
            LOG.atWarn().setCause(unfinished).log("the agent did not close in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        nodes.forEach(ManagedChannel::shutdownNow);
        driver.close();
        writer.close();
        scheduler.shutdownNow();
    }
}
