package dev.holdfast.node.view;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.Epoch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The last facts of a shard, so that a watcher that comes back is told what it missed: for each resource in them the
 * state before its first one, from which the others are evolved when somebody asks. So a fact costs its own size and
 * not that of a state. Confined to the keeper; soft, made again from the log.
 *
 * <p>Goals: first, to leave nothing out of what it tells; second, to reach far back. When the state before a fact is
 * not known any more, because a snapshot has taken its place, what is kept begins after that fact.
 */
public final class RecentChanges<S extends ResourceState, E> {
    /**
     * @param begins whether nothing of its resource comes before it
     * @param before the state before it, where that was known while the log was read
     * @param fact read from its bytes when needed, if it came from them
     */
    private record Kept<S, E>(
            Place at, String id, long sequence, boolean begins, Optional<S> before, Supplier<Recorded<E>> fact) {}

    private static final class Base<S> {
        private S state;
        private int facts = 1;

        private Base(S state) {
            this.state = state;
        }
    }

    private final Resource<S, ?, E, ? extends Effect, ? extends Rejection> resource;
    private final int atMost;
    private final ArrayDeque<Kept<S, E>> facts = new ArrayDeque<>();
    private final Map<String, Base<S>> bases = new HashMap<>();
    private Optional<Place> first = Optional.empty();
    private Place next = Place.START;
    private boolean begun;

    /** @param atMost so many facts are kept */
    public RecentChanges(Resource<S, ?, E, ? extends Effect, ? extends Rejection> resource, int atMost) {
        this.resource = resource;
        this.atMost = atMost;
    }

    /** After everything that it was told of. */
    public Place next() {
        return next;
    }

    /** From where on nothing is missing. */
    public Place first() {
        return first.orElse(next);
    }

    /** A commit comes next, whose entries follow. */
    public void commit(long position) {
        next = new Place(position, 0);
        if (first.isEmpty()) {
            first = Optional.of(next);
        }
    }

    /** All entries of the commit have come. */
    public void committed() {
        next = Place.after(next.position());
    }

    /**
     * A fact of the commit.
     *
     * @param before the state before it, if that is known
     */
    public void add(int index, String id, boolean begins, Optional<S> before, Recorded<E> fact) {
        keep(new Kept<>(new Place(next.position(), index), id, fact.sequence(), begins, before, () -> fact));
    }

    /** A fact of the commit that a snapshot covers: the state before it is known from earlier facts or not at all. */
    public void addCovered(int index, String id, long sequence, boolean begins, Supplier<Recorded<E>> fact) {
        keep(new Kept<>(new Place(next.position(), index), id, sequence, begins, Optional.empty(), fact));
    }

    /** The log was read to its end; from now on its facts come as they are committed. */
    public void begin() {
        List<Kept<S, E>> read = List.copyOf(facts);
        facts.clear();
        begun = true;
        read.forEach(this::found);
    }

    /**
     * What was told since a place, oldest first; empty when that is not kept any more, or was never told.
     *
     * @param prefix of the ids wanted
     */
    public Optional<List<Change<S>>> since(Place from, String prefix) {
        if (from.compareTo(first()) < 0 || from.compareTo(next) > 0) {
            return Optional.empty();
        }
        List<Change<S>> changes = new ArrayList<>();
        Set<String> changed = changedSince(from, prefix);
        Map<String, S> states = new HashMap<>();
        try {
            for (Kept<S, E> each : facts) {
                if (changed.contains(each.id())) {
                    S before =
                            each.begins() ? beginning(each) : states.computeIfAbsent(each.id(), id -> base(id).state);
                    S after = resource.evolve(before, each.fact().get());
                    states.put(each.id(), after);
                    if (each.at().compareTo(from) >= 0) {
                        changes.add(change(each.at(), each.sequence(), before, after));
                    }
                }
            }
        } catch (RuntimeException unreadable) {
            // One of them cannot be read or does not fit: nothing from before now can be told without a gap.
            forget();
            return Optional.empty();
        }
        return Optional.of(changes);
    }

    /** Only theirs must be evolved; who is almost up to date asks for few. */
    private Set<String> changedSince(Place from, String prefix) {
        Set<String> changed = new HashSet<>();
        Iterator<Kept<S, E>> newestFirst = facts.descendingIterator();
        while (newestFirst.hasNext()) {
            Kept<S, E> each = newestFirst.next();
            if (each.at().compareTo(from) < 0) {
                break;
            }
            if (each.id().startsWith(prefix)) {
                changed.add(each.id());
            }
        }
        return changed;
    }

    /** What a fact of the commit that is coming in means to whoever watches. */
    public Change<S> change(int index, long sequence, S before, S after) {
        return change(new Place(next.position(), index), sequence, before, after);
    }

    /** What is known of an id before a fact that nothing comes before. */
    public S beginning(String id, long sequence) {
        return resource.unknown(id, new Floor(sequence - 1, Epoch.NONE));
    }

    private Change<S> change(Place at, long sequence, S before, S after) {
        Change.Kind kind = !resource.listed(after)
                ? Change.Kind.DELETED
                : resource.listed(before) ? Change.Kind.CHANGED : Change.Kind.CREATED;
        return new Change<>(Place.after(at.position(), at.index()), kind, sequence, after);
    }

    private void keep(Kept<S, E> fact) {
        if (begun) {
            found(fact);
        } else {
            facts.addLast(fact);
            if (facts.size() > atMost) {
                Kept<S, E> oldest = facts.removeFirst();
                first = Optional.of(
                        Place.after(oldest.at().position(), oldest.at().index()));
            }
        }
    }

    private void found(Kept<S, E> fact) {
        Base<S> known = bases.get(fact.id());
        if (known != null) {
            known.facts++;
        } else if (fact.begins()) {
            bases.put(fact.id(), new Base<>(beginning(fact)));
        } else if (fact.before().isPresent()) {
            bases.put(fact.id(), new Base<>(fact.before().get()));
        } else {
            forgetUpTo(fact);
            return;
        }
        facts.addLast(new Kept<>(fact.at(), fact.id(), fact.sequence(), fact.begins(), Optional.empty(), fact.fact()));
        if (facts.size() > atMost) {
            dropOldest();
        }
    }

    private void dropOldest() {
        Kept<S, E> oldest = facts.removeFirst();
        first = Optional.of(Place.after(oldest.at().position(), oldest.at().index()));
        Base<S> base = base(oldest.id());
        base.facts--;
        if (base.facts == 0) {
            bases.remove(oldest.id());
            return;
        }
        try {
            base.state = resource.evolve(
                    oldest.begins() ? beginning(oldest) : base.state,
                    oldest.fact().get());
        } catch (RuntimeException unreadable) {
            // The commit that is coming in may have told some already: they are gone too, and their places with them.
            forgetUpTo(facts.isEmpty() ? oldest : facts.getLast());
        }
    }

    private Base<S> base(String id) {
        Base<S> base = bases.get(id);
        if (base == null) {
            throw new IllegalStateException(id + " has facts at hand and no state before them");
        }
        return base;
    }

    private S beginning(Kept<S, E> fact) {
        return beginning(fact.id(), fact.sequence());
    }

    private void forgetUpTo(Kept<S, E> fact) {
        facts.clear();
        bases.clear();
        first = Optional.of(Place.after(fact.at().position(), fact.at().index()));
    }

    private void forget() {
        facts.clear();
        bases.clear();
        first = Optional.of(next);
    }
}
