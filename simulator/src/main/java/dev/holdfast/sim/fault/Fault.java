package dev.holdfast.sim.fault;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that goes wrong at a time.
 *
 * <p>Times are virtual milliseconds since the beginning. Nodes and hosts are meant by number.
 */
public sealed interface Fault {
    long atMillis();

    /** A node dies and forgets everything; another life of it begins later. */
    record NodeCrash(long atMillis, int node, long downMillis) implements Fault {}

    /** A node does nothing for a while and does not know it; meanwhile its shards may be taken over. */
    record NodePause(long atMillis, int node, long millis, boolean takenOver) implements Fault {}

    /** What a node sends to the others, or they to it, is lost; both when it is cut both ways. */
    record NodeCut(long atMillis, int node, boolean outward, boolean inward, long millis) implements Fault {}

    /** A node's wall clock jumps. */
    record ClockJump(long atMillis, int node, long byMillis) implements Fault {}

    /** The store answers nobody. */
    record StoreDown(long atMillis, long millis) implements Fault {}

    /** A shard moves to a node; the old owner is told, or believes for ever that it owns it. */
    record ShardMove(long atMillis, String type, int shard, int to, boolean told) implements Fault {}

    /** Two nodes are each told by half of the others that they host a shard. */
    record ShardSplit(long atMillis, String type, int shard, int other, long millis) implements Fault {}

    /** A copy of an awake resource lives on beside the one that is asked from now on. */
    record EntityFork(long atMillis, String type, int shard, int pick) implements Fault {}

    /** An agent dies; what it runs goes on without it. */
    record AgentCrash(long atMillis, int host, long downMillis) implements Fault {}

    /** An agent does nothing for a while, and then all of it. */
    record AgentPause(long atMillis, int host, long millis) implements Fault {}

    /** A host loses power, and everything that runs on it ends. */
    record HostDeath(long atMillis, int host, long downMillis) implements Fault {}

    /** The stream between an agent and its node breaks. */
    record SessionLoss(long atMillis, int host) implements Fault {}

    /** An operator takes a host out of placement for a while. */
    record HostCordon(long atMillis, int host, long millis) implements Fault {}

    /** A host can reach no node and no node can reach it; it runs on, and does not know who is alive. */
    record HostCut(long atMillis, int host, long millis) implements Fault {}

    /** A host dies for good, and a person says so, having taken away what was on it; another is put in its place. */
    record HostFenced(long atMillis, int host, long downMillis) implements Fault {}

    /** The same at another time. */
    default Fault at(long millis) {
        return switch (this) {
            case NodeCrash fault -> new NodeCrash(millis, fault.node(), fault.downMillis());
            case NodePause fault -> new NodePause(millis, fault.node(), fault.millis(), fault.takenOver());
            case NodeCut fault -> new NodeCut(millis, fault.node(), fault.outward(), fault.inward(), fault.millis());
            case ClockJump fault -> new ClockJump(millis, fault.node(), fault.byMillis());
            case StoreDown fault -> new StoreDown(millis, fault.millis());
            case ShardMove fault -> new ShardMove(millis, fault.type(), fault.shard(), fault.to(), fault.told());
            case ShardSplit fault -> new ShardSplit(millis, fault.type(), fault.shard(), fault.other(), fault.millis());
            case EntityFork fault -> new EntityFork(millis, fault.type(), fault.shard(), fault.pick());
            case AgentCrash fault -> new AgentCrash(millis, fault.host(), fault.downMillis());
            case AgentPause fault -> new AgentPause(millis, fault.host(), fault.millis());
            case HostDeath fault -> new HostDeath(millis, fault.host(), fault.downMillis());
            case SessionLoss fault -> new SessionLoss(millis, fault.host());
            case HostCordon fault -> new HostCordon(millis, fault.host(), fault.millis());
            case HostCut fault -> new HostCut(millis, fault.host(), fault.millis());
            case HostFenced fault -> new HostFenced(millis, fault.host(), fault.downMillis());
        };
    }

    /** The node that it is about, if there is one. */
    default OptionalInt nodeMeant() {
        return switch (this) {
            case NodeCrash fault -> OptionalInt.of(fault.node());
            case NodePause fault -> OptionalInt.of(fault.node());
            case NodeCut fault -> OptionalInt.of(fault.node());
            case ClockJump fault -> OptionalInt.of(fault.node());
            case ShardMove fault -> OptionalInt.of(fault.to());
            case ShardSplit fault -> OptionalInt.of(fault.other());
            case StoreDown _,
                    EntityFork _,
                    AgentCrash _,
                    AgentPause _,
                    HostDeath _,
                    SessionLoss _,
                    HostCordon _,
                    HostCut _,
                    HostFenced _ -> OptionalInt.empty();
        };
    }

    /** The host that it is about, if there is one. */
    default OptionalInt hostMeant() {
        return switch (this) {
            case AgentCrash fault -> OptionalInt.of(fault.host());
            case AgentPause fault -> OptionalInt.of(fault.host());
            case HostDeath fault -> OptionalInt.of(fault.host());
            case SessionLoss fault -> OptionalInt.of(fault.host());
            case HostCordon fault -> OptionalInt.of(fault.host());
            case HostCut fault -> OptionalInt.of(fault.host());
            case HostFenced fault -> OptionalInt.of(fault.host());
            case NodeCrash _,
                    NodePause _,
                    NodeCut _,
                    ClockJump _,
                    StoreDown _,
                    ShardMove _,
                    ShardSplit _,
                    EntityFork _ -> OptionalInt.empty();
        };
    }

    /** The shard that it is about, if there is one. */
    default Optional<ShardMeant> shardMeant() {
        return switch (this) {
            case ShardMove fault -> Optional.of(new ShardMeant(fault.type(), fault.shard()));
            case ShardSplit fault -> Optional.of(new ShardMeant(fault.type(), fault.shard()));
            case EntityFork fault -> Optional.of(new ShardMeant(fault.type(), fault.shard()));
            case NodeCrash _,
                    NodePause _,
                    NodeCut _,
                    ClockJump _,
                    StoreDown _,
                    AgentCrash _,
                    AgentPause _,
                    HostDeath _,
                    SessionLoss _,
                    HostCordon _,
                    HostCut _,
                    HostFenced _ -> Optional.empty();
        };
    }

    /** A shard by kind of resource, {@code instance} or {@code host}, and number. */
    record ShardMeant(String type, int number) {}

    /** The fault's name in tables. */
    default String kind() {
        return getClass().getSimpleName();
    }
}
