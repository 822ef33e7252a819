package dev.holdfast.agent.simulated;

import dev.holdfast.agent.Agent;
import dev.holdfast.agent.AgentListener;
import dev.holdfast.agent.AgentSettings;
import dev.holdfast.agent.Registration;
import dev.holdfast.agent.SyncedWriter;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One host of a fleet: its driver and agent work from the beginning, whether or not a node answers; its session begins
 * when it is registered. A node that says it does not know the host is told of it again.
 */
final class FleetMember implements AgentListener, Registration.Listener {
    /** Who counts. */
    interface Owner {
        void connected();

        void disconnected();

        void refused(String host, String why);
    }

    private final FleetHost host;
    private final Registration registration;
    private final Owner owner;
    private Optional<SimulatedDriver> driver = Optional.empty();
    private Optional<Agent> agent = Optional.empty();
    private boolean connected;
    private boolean registering;
    private boolean closed;

    FleetMember(
            FleetSettings settings,
            FleetHost host,
            List<ManagedChannel> nodes,
            ScheduledExecutorService scheduler,
            Owner owner) {
        this.host = host;
        this.registration = new Registration(
                Registration.request(
                        settings.region(), host.name(), host.capacity(), host.faultDomain(), host.labels()),
                nodes,
                scheduler,
                settings.sessions(),
                this);
        this.owner = owner;
    }

    /** Opens the host's files and goes on with what it had; blocks for as long as that takes. */
    void open(
            FleetSettings settings,
            List<ManagedChannel> nodes,
            SyncedWriter writer,
            ScheduledExecutorService scheduler,
            SimulatedFailures failures,
            InstantSource clock) {
        synchronized (this) {
            if (closed) {
                return;
            }
            try {
                Path directory = settings.directoryOf(host);
                AgentSettings own = AgentSettings.of(
                                "regions/" + settings.region() + "/hosts/" + host.name(), settings.version(), directory)
                        .withSessions(settings.sessions());
                SimulatedDriver opened = SimulatedDriver.open(
                        host.name(), directory, settings.driver(), failures, writer, scheduler, clock);
                driver = Optional.of(opened);
                agent = Optional.of(Agent.open(own, opened, nodes, writer, scheduler, clock, this));
            } catch (IOException broken) {
                owner.refused(host.name(), String.valueOf(broken.getMessage()));
                return;
            }
            registering = true;
        }
        registration.begin();
    }

    Optional<SimulatedDriver> driver() {
        synchronized (this) {
            return driver;
        }
    }

    @Override
    public void registered() {
        synchronized (this) {
            registering = false;
            agent.ifPresent(Agent::connect);
        }
    }

    @Override
    public void refused(Status why) {
        owner.refused(host.name(), why.getCode() + ": " + why.getDescription());
    }

    @Override
    public void connected(String name) {
        synchronized (this) {
            if (connected || closed) {
                return;
            }
            connected = true;
        }
        owner.connected();
    }

    @Override
    public void disconnected(String name, Status why) {
        boolean lost;
        boolean unknown;
        synchronized (this) {
            lost = connected && !closed;
            connected = false;
            unknown = why.getCode() == Status.Code.NOT_FOUND && !registering && !closed;
            registering |= unknown;
        }
        if (lost) {
            owner.disconnected();
        }
        if (unknown) {
            registration.begin();
        }
    }

    @Override
    public void broken(String name, Throwable why) {
        disconnected(name, Status.ABORTED);
        owner.refused(host.name(), String.valueOf(why.getMessage()));
    }

    /** Completes when its files are closed. */
    CompletionStage<Void> close() {
        synchronized (this) {
            closed = true;
            registration.cancel();
            CompletionStage<Void> quiet =
                    agent.map(Agent::close).orElseGet(() -> CompletableFuture.completedStage(null));
            return quiet.thenCompose(
                    _ -> driver.map(SimulatedDriver::close).orElseGet(() -> CompletableFuture.completedStage(null)));
        }
    }
}
