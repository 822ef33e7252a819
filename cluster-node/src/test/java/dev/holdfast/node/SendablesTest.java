package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Order;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.node.agent.AgentOrder;
import dev.holdfast.node.agent.AgentWord;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.codec.TypeNames;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever one node says to another has a name and bytes, and whoever it names can be spoken to from elsewhere. */
class SendablesTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Uid UID = new Uid("life-0");
    private static final Body STATE = new Body(new InstanceState.Absent(Samples.WEB, new Floor(4, new Epoch(1))));
    private static final Body COMMAND = new Body(new InstanceCommand.DeleteInstance(Request.PLAIN));

    private static ActorSystem<Void> here;
    private static ActorSystem<Void> there;

    @BeforeAll
    static void start() {
        here = system();
        there = system();
    }

    private static ActorSystem<Void> system() {
        return ActorSystem.create(
                Behaviors.empty(),
                "sendables",
                NodeSettings.from(ConfigFactory.parseString("pekko.loglevel = WARNING"))
                        .config());
    }

    @AfterAll
    static void end() throws Exception {
        for (ActorSystem<Void> system : List.of(here, there)) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void everythingThatMayGoToAnotherNodeHasAName() {
        TypeNames names = NodeSerializer.names();
        Set<Class<?>> sendable = sendable();
        assertThat(sendable)
                .hasSizeGreaterThan(25)
                .allSatisfy(type -> assertThat(names.nameOf(type))
                        .as("%s is sent", type.getName())
                        .isPresent());
        Set<Class<?>> sampled = new LinkedHashSet<>();
        samples(ignoredRef()).forEach(each -> sampled.add(each.getClass()));
        assertThat(sampled).as("those that have a sample here").isEqualTo(sendable);
    }

    @Test
    void everythingThatMayGoToAnotherNodeIsThereWhatItWasHere() throws Exception {
        Serialization ours = SerializationExtension.get(here);
        Serialization theirs = SerializationExtension.get(there);
        TestProbe<Object> probe = TestProbe.create(here);
        String address = ActorRefResolver.get(here).toSerializationFormat(probe.getRef());
        ActorRef<Object> seenFromThere = ActorRefResolver.get(there).resolveActorRef(address);
        List<Sendable> sent = samples(probe.getRef());
        List<Sendable> expected = samples(seenFromThere);
        for (int i = 0; i < sent.size(); i++) {
            Sendable each = sent.get(i);
            byte[] bytes = ours.serialize(each).get();
            var serializer = ours.findSerializerFor(each);
            assertThat(serializer).isInstanceOf(NodeSerializer.class);
            Object arrived = theirs.deserialize(
                            bytes, serializer.identifier(), Serializers.manifestFor(serializer, each))
                    .get();
            assertThat(arrived).as(each.toString()).isEqualTo(expected.get(i));
        }
    }

    @Test
    void whoStandsInAMessageHearsFromAnotherNode() {
        TestProbe<Object> probe = TestProbe.create(here);
        String address = ActorRefResolver.get(here).toSerializationFormat(probe.getRef());
        assertThat(address).contains("@127.0.0.1:");
        ActorRef<Object> seenFromThere = ActorRefResolver.get(there).resolveActorRef(address);
        seenFromThere.tell(new ResourceMessage.Kept(3, true));
        probe.expectMessage(Duration.ofSeconds(20), new ResourceMessage.Kept(3, true));
    }

    private static <T> ActorRef<T> ignoredRef() {
        return here.deadLetters();
    }

    /** Every record that is a Sendable, of the types that actors of different nodes say to each other. */
    private static Set<Class<?>> sendable() {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> root : List.of(ResourceMessage.class, Reply.class, Followed.class, AgentOrder.class)) {
            cases(root, found);
        }
        for (Class<?> nested : ResourceMessage.class.getDeclaredClasses()) {
            cases(nested, found);
        }
        found.removeIf(type -> !Sendable.class.isAssignableFrom(type));
        return found;
    }

    private static void cases(Class<?> type, Set<Class<?>> found) {
        if (!type.isSealed()) {
            found.add(type);
            return;
        }
        for (Class<?> each : type.getPermittedSubclasses()) {
            cases(each, found);
        }
    }

    /** @param who stands wherever an actor does */
    @SuppressWarnings("unchecked")
    private static List<Sendable> samples(ActorRef<?> who) {
        ActorRef<Reply> caller = (ActorRef<Reply>) who;
        ActorRef<Followed> follower = (ActorRef<Followed>) who;
        ActorRef<ResourceMessage> entity = (ActorRef<ResourceMessage>) who;
        Followed.OneChange change = new Followed.OneChange(Place.after(7), Change.Kind.CHANGED, 4, STATE);
        List<Sendable> samples = new ArrayList<>(List.of(
                new ResourceMessage.Execute(COMMAND, Party.ANONYMOUS, true, caller),
                new ResourceMessage.Read(true, caller),
                new ResourceMessage.ReplayState("shop/web-1", 7, AT, caller),
                new ResourceMessage.Tell(COMMAND, Party.PLACER),
                new ResourceMessage.Attach(COMMAND, Party.host("host-1"), (ActorRef<Sendable>) who),
                new ResourceMessage.Acknowledge(new EffectKey("run", UID, new Epoch(1), 5)),
                new ResourceMessage.WakeUp(entity),
                new ResourceMessage.Awake("shop/web-1"),
                new ResourceMessage.Stop(),
                new ResourceMessage.Ping((ActorRef<ResourceMessage.Kept>) who),
                new ResourceMessage.Kept(3, false),
                new ResourceMessage.FindStates("shop/", "state = \"RUNNING\"", "name", "after", 10, true, caller),
                new ResourceMessage.ListStates("shop/", "shop/a", 10, true, false, caller),
                new ResourceMessage.ListEvents("shop/web-1", 3, 10, caller),
                new ResourceMessage.ListFindings(caller),
                new ResourceMessage.Follow(follower, "shop/", Optional.of(Place.after(3)), true, "keeping"),
                new ResourceMessage.Attached(entity)));
        samples.addAll(List.of(
                new Reply.Done(STATE),
                new Reply.States(List.of(STATE), true),
                new Reply.Found(List.of(STATE), Optional.of("place")),
                new Reply.Facts(List.of(new Reply.Facts.Fact(1, AT, "kind", "sentence", "party")), true),
                new Reply.Findings(List.of(new Reply.Findings.One("shop/web-1", "rule", "what", AT)), 3),
                new Reply.Refused(ErrorCode.BUSY, "busy"),
                new Followed.Part(1, "keeping", 2, List.of(STATE)),
                new Followed.All(1, "keeping", 2, Place.after(3), List.of(STATE)),
                new Followed.Missed(1, "keeping", Place.after(8), List.of(change)),
                new Followed.TooOld(1, "keeping"),
                new Followed.Changed(1, "keeping", 9, change),
                new Followed.UpTo(1, "keeping", 9, Place.after(8)),
                new Followed.Ended(1, "keeping"),
                new AgentOrder.Assign(Samples.WEB, UID, new Epoch(1), order()),
                new AgentOrder.Ask(UID, new Epoch(1)),
                new AgentOrder.Dismiss(UID, new Epoch(1), 5),
                new AgentOrder.Leave(),
                new AgentOrder.Grant(new LeaseGrant(3, 4, 5)),
                new AgentOrder.ComeBack(),
                new ResourceMessage.Say(
                        new Body(new AgentWord.Renewed(new HostId("host-1"), new LeaseRenewal(4, 5))),
                        (ActorRef<Sendable>) who),
                new ResourceMessage.Ask(new Body(new AgentWord.Heard(new HostId("host-1"))), caller)));
        return samples;
    }

    private static Order order() {
        return new Order(
                5,
                Wanted.RUNNING,
                false,
                new Workload(
                        Samples.SPEC.size(),
                        "debian-13",
                        List.of("run"),
                        "data",
                        new TreeMap<>(),
                        Duration.ofSeconds(90),
                        OnSilence.KEEP));
    }
}
