package dev.holdfast.node.membership;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * This node among its region's. It joins by the seed nodes, or alone when there are none. The others are of the same
 * region for certain: actor systems bear their region's name, and speak to no other.
 */
public final class Membership {
    /**
     * How a node came to end.
     *
     * @param asked whether somebody told its process to stop; else whoever watches it should start it again
     * @param why for a person
     */
    public record Ending(boolean asked, String why) {}

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final ClusterSettings settings;
    private final CompletableFuture<Void> up = new CompletableFuture<>();

    private Membership(ActorSystem<?> system, ClusterSettings settings) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.settings = settings;
    }

    /** The name of a region's actor systems. */
    public static String systemName(String region) {
        return "holdfast-" + region;
    }

    /** Begins to join. */
    public static Membership join(ActorSystem<?> system, ClusterSettings settings) {
        Membership membership = new Membership(system, settings);
        membership.begin();
        Crashes.look(system, membership::others);
        return membership;
    }

    private void begin() {
        system.systemActorOf(
                Behaviors.<SelfUp>setup(context -> {
                    cluster.subscriptions().tell(Subscribe.create(context.getSelf(), SelfUp.class));
                    return Behaviors.receiveMessage(_ -> {
                        up.complete(null);
                        return Behaviors.stopped();
                    });
                }),
                "membership",
                Props.empty());
        var _ = system.getWhenTerminated()
                .whenComplete((_, _) -> up.completeExceptionally(new IllegalStateException(whyEnded(system))));
        if (settings.seedNodes().isEmpty()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        } else {
            List<Address> seeds = settings.seedNodes().stream()
                    .map(seed -> new Address("pekko", system.name(), seed.host(), seed.port()))
                    .toList();
            cluster.manager().tell(new JoinSeedNodes(seeds));
        }
    }

    /** @throws TimeoutException when it was not let in, or too few others came, in time */
    public void awaitUp() throws TimeoutException {
        Duration patience = settings.joinWithin();
        try {
            up.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while joining", stopped);
        } catch (ExecutionException ended) {
            throw new IllegalStateException(
                    "it was not let in by " + settings.seedNodes() + ": "
                            + String.valueOf(Optional.ofNullable(ended.getCause())
                                    .map(Throwable::getMessage)
                                    .orElse("")),
                    ended);
        } catch (TimeoutException late) {
            throw new TimeoutException(whyNotUp(patience));
        }
    }

    private String whyNotUp(Duration patience) {
        String within = " within holdfast.cluster.join-within, " + patience.toSeconds() + " s";
        if (cluster.selfMember().status().equals(MemberStatus.removed())) {
            return "none of holdfast.cluster.seed-nodes " + settings.seedNodes() + " let it in" + within
                    + "; start the first of them, or see that they are of this region and can be reached";
        }
        int members = 0;
        for (Member _ : cluster.state().getMembers()) {
            members++;
        }
        return "it was let in and is no full member" + within + ": " + members + " of at least "
                + settings.membersAtLeast() + " nodes are there; start more of "
                + settings.seedNodes();
    }

    /** Whether it is a full member now: let in, not about to leave, and not taken for dead. */
    public boolean isUp() {
        return cluster.selfMember().status().equals(MemberStatus.up());
    }

    /** The addresses of the other nodes that are full members now. */
    public Set<Address> othersUp() {
        Set<Address> others = new HashSet<>();
        for (Member member : cluster.state().getMembers()) {
            if (member.status().equals(MemberStatus.up()) && !member.equals(cluster.selfMember())) {
                others.add(member.address());
            }
        }
        return others;
    }

    /** The addresses of all other members, whatever is thought of them. */
    private Set<Address> others() {
        Set<Address> others = new HashSet<>();
        for (Member member : cluster.state().getMembers()) {
            if (!member.equals(cluster.selfMember())) {
                others.add(member.address());
            }
        }
        return others;
    }

    /** Where the others reach this node. */
    public String address() {
        Address address = cluster.selfMember().address();
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }

    /** Why this node has ended, or is about to; empty while it goes on. */
    public static Optional<Ending> ending(ActorSystem<?> system) {
        return CoordinatedShutdown.get(system).getShutdownReason().map(Membership::ending);
    }

    private static String whyEnded(ActorSystem<?> system) {
        return ending(system).map(Ending::why).orElse("its actors have ended");
    }

    private static Ending ending(CoordinatedShutdown.Reason reason) {
        if (reason.equals(CoordinatedShutdown.actorSystemTerminateReason())
                || reason.equals(CoordinatedShutdown.jvmExitReason())) {
            return new Ending(true, "it was told to stop");
        }
        if (reason.equals(CoordinatedShutdown.clusterDowningReason())) {
            return new Ending(false, "it was cut off from most nodes of its region, or they took it for dead");
        }
        if (reason.equals(CoordinatedShutdown.clusterLeavingReason())) {
            return new Ending(false, "another node told it to leave");
        }
        if (reason.equals(CoordinatedShutdown.incompatibleConfigurationDetectedReason())) {
            return new Ending(false, "its settings of Pekko's cluster differ from the other nodes'");
        }
        return new Ending(false, String.valueOf(reason));
    }
}
