package dev.holdfast.node.view;

import dev.holdfast.core.filter.Cursor;
import dev.holdfast.core.filter.Selection;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The states of a shard's resources as its applied commits make them. Confined to the keeper; soft, made again from the
 * log. It evolves states by the same function as the entities do, and tests compare the two.
 */
public final class ShardView<S extends ResourceState, E> {
    private final Resource<S, ?, E, ? extends Effect, ? extends Rejection> resource;
    private final TreeMap<String, S> states = new TreeMap<>();
    private final TreeSet<String> quarantined = new TreeSet<>();
    private final Map<Class<?>, Integer> census = new HashMap<>();

    public ShardView(Resource<S, ?, E, ? extends Effect, ? extends Rejection> resource) {
        this.resource = resource;
    }

    /** An id's snapshot, while the log is read. */
    public void restore(String id, S state) {
        S known = states.get(id);
        if (known == null || known.sequence() < state.sequence()) {
            put(id, state);
        }
    }

    /**
     * A fact that is in the log.
     *
     * @return the state that it made; empty when it was known already, or does not fit, which quarantines the id
     */
    public Optional<S> apply(String id, Recorded<E> fact, BiConsumer<String, RuntimeException> misfit) {
        if (quarantined.contains(id)) {
            return Optional.empty();
        }
        S before = states.containsKey(id)
                ? states.get(id)
                : resource.unknown(id, new Floor(fact.sequence() - 1, dev.holdfast.core.shared.Epoch.NONE));
        if (fact.sequence() <= before.sequence()) {
            return Optional.empty();
        }
        try {
            S after = resource.evolve(before, fact);
            put(id, after);
            return Optional.of(after);
        } catch (RuntimeException broken) {
            quarantine(id);
            misfit.accept(id, broken);
            return Optional.empty();
        }
    }

    /** Nobody can apply this id's events; it is shown no more. */
    public void quarantine(String id) {
        quarantined.add(id);
        drop(id);
    }

    public boolean isQuarantined(String id) {
        return quarantined.contains(id);
    }

    /** It was archived. */
    public void remove(String id) {
        drop(id);
        quarantined.remove(id);
    }

    public Optional<S> state(String id) {
        return Optional.ofNullable(states.get(id));
    }

    public int size() {
        return states.size();
    }

    /** How many there are in each state, by the state's name in the code. */
    public Map<String, Integer> census() {
        Map<String, Integer> byName = new TreeMap<>();
        census.forEach((state, count) -> byName.merge(state.getSimpleName(), count, Integer::sum));
        return byName;
    }

    /** Every id with its state, by id. */
    public Map<String, S> all() {
        return java.util.Collections.unmodifiableMap(states);
    }

    /** Some ids after this one with their states, by id, whether or not lists show them. */
    public List<Map.Entry<String, S>> after(String id, int limit) {
        return states.tailMap(id, false).entrySet().stream().limit(limit).toList();
    }

    /**
     * Some of the states that lists show, by id.
     *
     * @param prefix of the ids wanted
     * @param after the last id already seen
     * @param limit at most so many
     * @param onlyRestless only those that must be awake
     */
    public List<S> list(String prefix, String after, int limit, boolean onlyRestless) {
        List<S> found = new ArrayList<>();
        String from = after.compareTo(prefix) > 0 ? after : prefix;
        for (Map.Entry<String, S> entry : states.tailMap(from, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix) || found.size() == limit) {
                break;
            }
            S state = entry.getValue();
            boolean wanted = onlyRestless ? resource.restless(state) : resource.listed(state);
            if (!entry.getKey().equals(after) && wanted) {
                found.add(state);
            }
        }
        return found;
    }

    /** What came of {@link #find}. */
    public sealed interface Found<S> {
        /**
         * Some that are wanted, in order.
         *
         * @param seenTo where the look ended that others may come after; empty when there are none
         */
        record Page<S>(List<S> states, Optional<Cursor> seenTo) implements Found<S> {
            public Page {
                states = List.copyOf(states);
            }
        }

        /** So many would have to be put in order that it would hold up everybody else. */
        record TooMany<S>() implements Found<S> {}
    }

    /**
     * Some of the states that lists show and that are wanted. By name it looks at no more than {@code looks} states, so
     * it may find few or none although there are others; in another order it looks at all or, beyond that, refuses.
     *
     * @param prefix of the ids wanted
     * @param after where an earlier look ended
     * @param limit at most so many are found
     */
    public Found<S> find(String prefix, Selection<S> selection, Optional<Cursor> after, int limit, int looks) {
        return selection.ordering().byName()
                ? findByName(prefix, selection, after.map(Cursor::id).orElse(""), limit, looks)
                : findInOrder(prefix, selection, after, limit, looks);
    }

    private Found<S> findByName(String prefix, Selection<S> selection, String after, int limit, int looks) {
        List<S> found = new ArrayList<>();
        boolean goesOn = after.compareTo(prefix) >= 0;
        int looked = 0;
        String last = after;
        for (Map.Entry<String, S> entry :
                states.tailMap(goesOn ? after : prefix, !goesOn).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (found.size() == limit || looked == looks) {
                return new Found.Page<>(found, Optional.of(new Cursor(List.of(), last)));
            }
            looked++;
            last = entry.getKey();
            if (isWanted(entry.getValue(), selection)) {
                found.add(entry.getValue());
            }
        }
        return new Found.Page<>(found, Optional.empty());
    }

    private Found<S> findInOrder(String prefix, Selection<S> selection, Optional<Cursor> after, int limit, int looks) {
        record Placed<S>(Cursor at, S state) {}
        PriorityQueue<Placed<S>> first =
                new PriorityQueue<>((one, other) -> selection.ordering().compare(other.at(), one.at()));
        boolean others = false;
        int looked = 0;
        for (Map.Entry<String, S> entry : states.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (++looked > looks) {
                return new Found.TooMany<>();
            }
            if (!isWanted(entry.getValue(), selection)) {
                continue;
            }
            Cursor at = selection.ordering().of(entry.getValue(), entry.getKey());
            if (after.isEmpty() || selection.ordering().compare(at, after.get()) > 0) {
                first.add(new Placed<>(at, entry.getValue()));
                if (first.size() > limit) {
                    first.remove();
                    others = true;
                }
            }
        }
        List<Placed<S>> inOrder = new ArrayList<>(first);
        inOrder.sort((one, other) -> selection.ordering().compare(one.at(), other.at()));
        return new Found.Page<>(
                inOrder.stream().map(Placed::state).toList(),
                others ? Optional.of(inOrder.getLast().at()) : Optional.empty());
    }

    private boolean isWanted(S state, Selection<S> selection) {
        return resource.listed(state) && selection.wanted().test(state);
    }

    private void put(String id, S state) {
        drop(id);
        states.put(id, state);
        census.merge(state.getClass(), 1, Integer::sum);
    }

    private void drop(String id) {
        S gone = states.remove(id);
        if (gone != null) {
            census.merge(gone.getClass(), -1, Integer::sum);
        }
    }
}
