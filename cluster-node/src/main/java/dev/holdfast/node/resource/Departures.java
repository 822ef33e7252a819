package dev.holdfast.node.resource;

import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Which nodes of the region are about to leave it, known on every node a moment after they have said so, and long
 * before Pekko's membership knows. So their shards can go elsewhere while they still serve. It is soft: who does not
 * hear of it moves no shards, and then the node hands over all of them at once in the end. For many threads.
 */
public final class Departures implements Extension {
    private static final class Id extends ExtensionId<Departures> {
        private static final Id INSTANCE = new Id();

        @Override
        public Departures createExtension(ActorSystem<?> system) {
            return new Departures(system);
        }
    }

    /** Nobody sends it anything: that it is there says all. */
    private static final ServiceKey<Void> LEAVING = ServiceKey.create(Void.class, "holdfast-leaving");

    private final ActorSystem<?> system;
    private final Address self;
    private volatile Set<Address> leaving = Set.of();

    private Departures(ActorSystem<?> system) {
        this.system = system;
        this.self = Cluster.get(system).selfMember().address();
        system.systemActorOf(following(), "holdfast-departures", Props.empty());
    }

    public static Departures get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    /** Tells all nodes that this one is about to leave. Call it once. */
    public void announce() {
        ActorRef<Void> sign = system.systemActorOf(Behaviors.empty(), "holdfast-leaving", Props.empty());
        system.receptionist().tell(Receptionist.register(LEAVING, sign));
    }

    /** Whether the node at this address, as it stands in an actor's path, is about to leave. */
    public boolean isLeaving(Address address) {
        return leaving.contains(whole(address));
    }

    /** Whether every full member of the region is about to leave, this one too. */
    public boolean nobodyStays() {
        for (Member member : Cluster.get(system).state().getMembers()) {
            if (member.status().equals(MemberStatus.up()) && !leaving.contains(member.address())) {
                return false;
            }
        }
        return !leaving.isEmpty();
    }

    private Address whole(Address address) {
        return address.hasLocalScope() ? self : address;
    }

    private Behavior<Receptionist.Listing> following() {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.subscribe(LEAVING, context.getSelf()));
            return Behaviors.receiveMessage(listing -> {
                Set<Address> now = new HashSet<>();
                listing.getServiceInstances(LEAVING)
                        .forEach(sign -> now.add(whole(sign.path().address())));
                leaving = Set.copyOf(now);
                return Behaviors.same();
            });
        });
    }
}
