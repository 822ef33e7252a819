package dev.holdfast.agent;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One host's directory, a node that the test scripts, and one agent after the other. */
final class AgentRig implements AutoCloseable {
    static final String HOST = "regions/home/hosts/host-1";

    private final Path directory;
    private final FakeNode node;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private final SyncedWriter writer;
    private final CountDownLatch broken = new CountDownLatch(1);
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    AgentRig(Path directory, SyncedWriter.Sync sync) throws IOException {
        this.directory = directory;
        this.node = FakeNode.start("node-" + directory.hashCode() + "-" + System.nanoTime());
        this.writer = SyncedWriter.start(1, sync);
    }

    AgentRig(Path directory) throws IOException {
        this(directory, channel -> channel.force(false));
    }

    FakeNode node() {
        return node;
    }

    AgentSettings settings() {
        return new AgentSettings(
                HOST,
                "1.2.3",
                directory,
                new BackOff(Duration.ofMillis(5), Duration.ofMillis(50)),
                Duration.ofSeconds(20),
                Duration.ofHours(24));
    }

    void later(Duration duration) {
        now = now.plus(duration);
    }

    Agent open(FakeDriver driver) throws IOException {
        return open(driver, settings());
    }

    Agent open(FakeDriver driver, AgentSettings settings) throws IOException {
        return open(driver, settings, List.of(node));
    }

    /** An agent that may go to any of these nodes. */
    Agent open(FakeDriver driver, AgentSettings settings, List<FakeNode> nodes) throws IOException {
        List<ManagedChannel> to = nodes.stream().map(FakeNode::channel).toList();
        channels.addAll(to);
        InstantSource clock = () -> now;
        Agent agent = Agent.open(settings, driver, to, writer, scheduler, clock, new AgentListener() {
            @Override
            public void connected(String host) {}

            @Override
            public void disconnected(String host, Status why) {}

            @Override
            public void broken(String host, Throwable why) {
                broken.countDown();
            }
        });
        agents.add(agent);
        return agent;
    }

    Agent start(FakeDriver driver) throws IOException {
        Agent agent = open(driver);
        agent.connect();
        return agent;
    }

    /** The agent's process ends; what it told the driver may go on without it. */
    static void end(Agent agent) throws Exception {
        agent.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    boolean awaitBroken() throws InterruptedException {
        return broken.await(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        for (Agent agent : agents) {
            try {
                end(agent);
            } catch (Exception failed) {
                throw new IOException(failed);
            }
        }
        channels.forEach(ManagedChannel::shutdownNow);
        try {
            node.stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        writer.close();
        scheduler.shutdownNow();
    }
}
