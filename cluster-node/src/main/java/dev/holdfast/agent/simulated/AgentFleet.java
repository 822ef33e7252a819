package dev.holdfast.agent.simulated;

import dev.holdfast.agent.SyncedWriter;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hundreds of simulated hosts in one process, on a few threads, a few connections and a few threads that write. It
 * registers its hosts itself. When the process dies, what the hosts ran goes on: the next fleet on the same directory
 * finds it.
 */
public final class AgentFleet {
    private static final Logger LOG = LoggerFactory.getLogger(AgentFleet.class);
    /**
     * Syncs of many files at once share what the file system writes, so more threads than processors are worth having.
     */
    private static final int WRITERS = 32;

    private static final long NUDGE_MILLIS = 250;
    /**
     * A node that stands still keeps its connections; only this tells. The server allows a ping every five seconds;
     * both together are short of the time after which a silent host is lost.
     */
    private static final long PING_SECONDS = 6;

    private static final long PING_PATIENCE_SECONDS = 4;

    private final FleetSettings settings;
    private final FleetListener listener;
    private final SyncedWriter writer = SyncedWriter.start(WRITERS);
    private final ScheduledThreadPoolExecutor scheduler;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<FleetMember> members = new ArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();

    private AgentFleet(FleetSettings settings, FleetListener listener) {
        this.settings = settings;
        this.listener = listener;
        ThreadFactory threads =
                Thread.ofPlatform().daemon().name("holdfast-agents-", 0).factory();
        this.scheduler = new ScheduledThreadPoolExecutor(settings.threads(), threads);
        this.scheduler.setRemoveOnCancelPolicy(true);
        this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Starts all hosts; returns at once and goes on for ever, whether or not a node answers. */
    public static AgentFleet start(FleetSettings settings, FleetListener listener) {
        return start(
                settings,
                listener,
                address -> Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                        .directExecutor()
                        .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(PING_PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .build());
    }

    static AgentFleet start(FleetSettings settings, FleetListener listener, Function<String, ManagedChannel> connect) {
        AgentFleet fleet = new AgentFleet(settings, listener);
        fleet.open(connect);
        return fleet;
    }

    private void open(Function<String, ManagedChannel> connect) {
        SimulatedFailures failures = new SimulatedFailures();
        if (settings.hosts().isEmpty()) {
            complete.complete(null);
        }
        List<List<ManagedChannel>> shared = new ArrayList<>();
        for (int i = 0; i < settings.hosts().size(); i += settings.hostsPerChannel()) {
            shared.add(settings.addresses().stream().map(connect).toList());
            channels.addAll(shared.getLast());
        }
        var _ = scheduler.scheduleWithFixedDelay(this::nudge, NUDGE_MILLIS, NUDGE_MILLIS, TimeUnit.MILLISECONDS);
        for (int i = 0; i < settings.hosts().size(); i++) {
            List<ManagedChannel> nodes = shared.get(i / settings.hostsPerChannel());
            FleetMember member = new FleetMember(settings, settings.hosts().get(i), nodes, scheduler, new Count());
            members.add(member);
            long delay = ThreadLocalRandom.current().nextLong(settings.stagger().toNanos() + 1);
            var _ = scheduler.schedule(
                    () -> member.open(settings, nodes, writer, scheduler, failures, InstantSource.system()),
                    delay,
                    TimeUnit.NANOSECONDS);
        }
    }

    /** Left alone, a channel that found no node would try again ever later, in the end only every two minutes. */
    private void nudge() {
        for (ManagedChannel channel : channels) {
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
        }
    }

    /** How many hosts have a session now. */
    public int connected() {
        return connected.get();
    }

    /** Completes when every host has had its session at the same time as all others, for the first time. */
    public CompletionStage<Void> allConnected() {
        return complete.minimalCompletionStage();
    }

    /** A host's driver, once the host has started; for tests and faults. */
    public Optional<SimulatedDriver> driver(String host) {
        for (int i = 0; i < members.size(); i++) {
            if (settings.hosts().get(i).name().equals(host)) {
                return members.get(i).driver();
            }
        }
        return Optional.empty();
    }

    /**
     * Ends every session and closes every file. What the hosts run goes on in the next fleet on the same directory.
     *
     * @param patience for all of it; what is not done by then is abandoned, as if the process had died
     */
    public void close(Duration patience) {
        CompletableFuture<?>[] closing = members.stream()
                .map(member -> member.close().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(closing).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unfinished) {
            LOG.atWarn().setCause(unfinished).log("the fleet did not close in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        channels.forEach(ManagedChannel::shutdownNow);
        writer.close();
        scheduler.shutdownNow();
    }

    private final class Count implements FleetMember.Owner {
        @Override
        public void connected() {
            int now = connected.incrementAndGet();
            listener.connected(now, settings.hosts().size());
            if (now == settings.hosts().size()) {
                LOG.atInfo().addKeyValue("hosts", now).log("all hosts are connected");
                complete.complete(null);
            }
        }

        @Override
        public void disconnected() {
            listener.connected(connected.decrementAndGet(), settings.hosts().size());
        }

        @Override
        public void refused(String host, String why) {
            LOG.atWarn().addKeyValue("host", host).addKeyValue("why", why).log("a host will not be connected");
            listener.refused(host, why);
        }
    }
}
