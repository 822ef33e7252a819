package dev.holdfast.node.resource;

import dev.holdfast.node.codec.Body;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import dev.holdfast.node.view.RecentChanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** Who is told every change of a shard's states, and how far each was told. Confined to the shard's keeper. */
final class Followers<S> {
    private static final class Following {
        private ResourceMessage.Follow asked;
        private boolean begun;
        private long number;

        private Following(ResourceMessage.Follow asked) {
            this.asked = asked;
        }
    }

    private final int shard;
    private final String keeping;
    private final RecentChanges<?, ?> recent;
    private final Function<String, List<Body>> states;
    private final Freight freight;
    private final Map<ActorRef<Followed>, Following> following = new LinkedHashMap<>();

    /**
     * @param keeping which keeping of the shard this is
     * @param states all that are shown, now, of the ids with a prefix
     * @param freight how much goes into one message
     */
    Followers(
            int shard,
            String keeping,
            RecentChanges<?, ?> recent,
            Function<String, List<Body>> states,
            Freight freight) {
        this.shard = shard;
        this.keeping = keeping;
        this.recent = recent;
        this.states = states;
        this.freight = freight;
    }

    /** Whether this one is new, and so must be watched. It is told nothing yet. */
    boolean add(ResourceMessage.Follow follow) {
        Following known = following.get(follow.follower());
        if (known == null) {
            following.put(follow.follower(), new Following(follow));
            return true;
        }
        known.asked = follow;
        return false;
    }

    void remove(ActorRef<Followed> follower) {
        following.remove(follower);
    }

    /** Those that were told nothing yet. */
    List<ResourceMessage.Follow> waiting() {
        return following.values().stream()
                .filter(each -> !each.begun)
                .map(each -> each.asked)
                .toList();
    }

    /** Tells how far it was told, if it follows this keeping, else where it must begin. */
    void answer(ResourceMessage.Follow follow) {
        Following known = following.get(follow.follower());
        if (known == null) {
            return;
        }
        if (known.begun && follow.keeping().equals(keeping)) {
            follow.follower().tell(new Followed.UpTo(shard, keeping, known.number, recent.next()));
        } else {
            known.asked = follow;
            start(known);
        }
    }

    /** The keeping begins: who needs no proof is told where to begin; the others wait for {@link #answer}. */
    void begin() {
        following.values().stream().filter(each -> !each.asked.proven()).forEach(this::start);
    }

    void changed(String id, Change<S> change) {
        if (following.isEmpty()) {
            return;
        }
        Followed.OneChange told = told(change);
        following.forEach((follower, each) -> {
            if (each.begun && id.startsWith(each.asked.prefix())) {
                follower.tell(new Followed.Changed(shard, keeping, ++each.number, told));
            }
        });
    }

    /** Nobody is told anything more, and everybody is told that. */
    void end() {
        following.forEach((follower, each) -> {
            each.begun = false;
            follower.tell(ended());
        });
    }

    Followed ended() {
        return new Followed.Ended(shard, keeping);
    }

    private void start(Following each) {
        ResourceMessage.Follow asked = each.asked;
        each.number = 0;
        each.begun = true;
        if (asked.since().isEmpty()) {
            tellAll(asked.follower(), states.apply(asked.prefix()));
            return;
        }
        Optional<List<Followed.OneChange>> missed = recent.since(asked.since().get(), asked.prefix())
                .map(changes -> changes.stream().map(Followers::told).toList());
        each.begun = missed.isPresent();
        if (missed.isPresent()) {
            tellMissed(each, missed.get());
        } else {
            asked.follower().tell(new Followed.TooOld(shard, keeping));
        }
    }

    private void tellAll(ActorRef<Followed> follower, List<Body> all) {
        int from = 0;
        int fits = freight.fitting(follower, all);
        while (from + fits < all.size()) {
            follower.tell(new Followed.Part(shard, keeping, from, all.subList(from, from + fits)));
            from += fits;
            fits = freight.fitting(follower, all.subList(from, all.size()));
        }
        follower.tell(new Followed.All(shard, keeping, from, recent.next(), all.subList(from, all.size())));
    }

    /** What does not fit any more follows change by change, as if it had just happened. */
    private void tellMissed(Following each, List<Followed.OneChange> missed) {
        ActorRef<Followed> follower = each.asked.follower();
        int fits = freight.fitting(follower, missed, Followed.OneChange::state);
        Place next =
                fits == missed.size() ? recent.next() : missed.get(fits - 1).next();
        follower.tell(new Followed.Missed(shard, keeping, next, missed.subList(0, fits)));
        missed.subList(fits, missed.size())
                .forEach(change -> follower.tell(new Followed.Changed(shard, keeping, ++each.number, change)));
    }

    private static Followed.OneChange told(Change<?> change) {
        Object state = java.util.Objects.requireNonNull(change.state());
        return new Followed.OneChange(change.next(), change.kind(), change.sequence(), new Body(state));
    }
}
