package dev.holdfast.cli.cluster;

import dev.holdfast.cli.cluster.Member.State;
import dev.holdfast.node.log.cassandra.local.CassandraJars;
import dev.holdfast.node.log.cassandra.local.Jdk17;
import dev.holdfast.node.log.cassandra.local.LocalCassandra;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The Cassandra processes that a cluster has started for itself: none, one for all regions, or one for each. */
final class OwnStores {
    private static final int HEAP_MIB = 512;
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

    /** One Cassandra, of one or more processes, and what its processes are called. */
    private record Place(String prefix, ClusterStore.Own store, LocalCassandra cassandra) {
        Member member(LocalCassandra.Member member) {
            State state = switch (member.state()) {
                case SERVING -> State.SERVING;
                case STARTING -> State.STARTING;
                case DOWN -> State.DOWN;
            };
            return new Member(
                    member.name().replace("node-", prefix + "-"),
                    "",
                    state,
                    Optional.of(member.contactPoint()),
                    Optional.empty(),
                    member.pid(),
                    member.folder().resolve("logs/cassandra.log"),
                    Optional.empty());
        }
    }

    private final List<Place> places = new ArrayList<>();

    /** @param folder the cluster's */
    OwnStores(Path folder, ClusterPlan plan) {
        if (plan.store() instanceof ClusterStore.Own own) {
            if (own.each()) {
                plan.regionNames().forEach(region -> {
                    if (plan.storeOf(region) instanceof ClusterStore.Own its) {
                        places.add(place(folder, region + "-cassandra", its));
                    }
                });
            } else {
                places.add(place(folder, "cassandra", own));
            }
        }
    }

    private static Place place(Path folder, String prefix, ClusterStore.Own store) {
        return new Place(prefix, store, new LocalCassandra(folder.resolve(prefix)));
    }

    /** The ports that they listen on, as clients' and among themselves. */
    List<ClusterStore.Own> stores() {
        return places.stream().map(Place::store).toList();
    }

    /**
     * Starts what does not run, and waits until it serves.
     *
     * @throws dev.holdfast.node.log.cassandra.local.LocalCassandraException when one does not
     */
    void up(Optional<Path> jdk, Map<String, String> environment, Consumer<String> progress)
            throws InterruptedException {
        if (places.isEmpty()) {
            return;
        }
        Jdk17 found = Jdk17.find(jdk, environment);
        CassandraJars jars = CassandraJars.fetch(places.getFirst().cassandra().jarsFolder(), environment, progress);
        for (Place place : places) {
            ClusterStore.Own store = place.store();
            place.cassandra()
                    .up(
                            new LocalCassandra.Plan(
                                    store.nodes(), store.port(), store.storagePort(), HEAP_MIB, READY_PATIENCE),
                            found,
                            jars,
                            progress);
        }
    }

    /** Every process that was ever started. */
    List<Member> status() {
        return places.stream()
                .flatMap(place -> place.cassandra().status().stream().map(place::member))
                .toList();
    }

    /** Ends all that run, each in good order if it can; gives back those that it ended. */
    List<Member> down(Consumer<String> progress) {
        return places.reversed().stream()
                .flatMap(place -> place.cassandra().down(progress).stream().map(place::member))
                .toList();
    }

    /**
     * SIGKILL to one process.
     *
     * @param name as {@link #status} calls it
     * @throws IllegalArgumentException when there is none of the name
     * @throws dev.holdfast.node.log.cassandra.local.LocalCassandraException when it does not run, or does not end
     */
    Member kill(String name) throws InterruptedException {
        for (Place place : places) {
            if (name.startsWith(place.prefix() + "-")) {
                int number = Integer.parseInt(name.substring(place.prefix().length() + 1));
                return place.member(place.cassandra().kill(number));
            }
        }
        throw new IllegalArgumentException("no Cassandra is called " + name);
    }
}
