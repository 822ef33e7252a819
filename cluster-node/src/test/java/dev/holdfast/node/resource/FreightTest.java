package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.view.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is too much for one message between nodes goes in parts, and comes out whole or not at all. */
class FreightTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.actor.provider = cluster
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.cluster.jmx.enabled = off
            """).withFallback(ConfigFactory.load()));
    private static final int KIB = 1024;

    private final Freight freight = new Freight(value -> ((String) value).length());
    private final ActorRef<Followed> elsewhere =
            ActorRefResolver.get(KIT.system()).resolveActorRef("pekko://holdfast-west@127.0.0.1:1/system/follower");

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void toAnotherNodeGoesAsMuchAsFitsAndAlwaysOne() {
        assertThat(freight.fitting(elsewhere, bodies(100, KIB))).isEqualTo(100);
        assertThat(freight.fitting(elsewhere, bodies(100, 100 * KIB))).isEqualTo(2);
        assertThat(freight.fitting(elsewhere, bodies(3, 1_000 * KIB))).isEqualTo(1);
        assertThat(freight.fitting(elsewhere, List.of())).isZero();
    }

    @Test
    void onTheSameNodeNothingHasASize() {
        TestProbe<Followed> here = TestProbe.create(KIT.system());
        assertThat(freight.fitting(here.getRef(), bodies(100, 100 * KIB))).isEqualTo(100);
    }

    @Test
    void partsComeOutWhole() {
        FollowedParts parts = new FollowedParts();
        assertThat(parts.whole(part("k", 0, 0, 3))).isEmpty();
        assertThat(parts.whole(part("k", 3, 3, 5))).isEmpty();
        assertThat(parts.whole(all("k", 5, 5, 6))).contains(all("k", 0, 0, 6));
        assertThat(parts.whole(all("k", 0, 0, 2))).contains(all("k", 0, 0, 2));
    }

    @Test
    void nothingComesOfPartsWhenOneIsLostOrOfAnotherKeeping() {
        FollowedParts parts = new FollowedParts();
        assertThat(parts.whole(part("k", 0, 0, 3))).isEmpty();
        assertThat(parts.whole(all("k", 5, 5, 6))).isEmpty();
        assertThat(parts.whole(part("k", 0, 0, 3))).isEmpty();
        assertThat(parts.whole(all("other", 3, 3, 6))).isEmpty();
        assertThat(parts.whole(all("k", 3, 3, 6)))
                .as("what was kept is forgotten")
                .isEmpty();
    }

    @Test
    void whatIsNoPartGoesThroughAsItIs() {
        Followed ended = new Followed.Ended(1, "k");
        assertThat(new FollowedParts().whole(ended)).isEqualTo(Optional.of(ended));
    }

    private static List<Body> bodies(int count, int bytes) {
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(new Body("x".repeat(bytes)));
        }
        return bodies;
    }

    private static Followed part(String keeping, int from, int first, int end) {
        return new Followed.Part(1, keeping, from, numbered(first, end));
    }

    private static Followed all(String keeping, int from, int first, int end) {
        return new Followed.All(1, keeping, from, Place.after(9), numbered(first, end));
    }

    private static List<Body> numbered(int first, int end) {
        return IntStream.range(first, end)
                .mapToObj(number -> new Body("s" + number))
                .toList();
    }
}
