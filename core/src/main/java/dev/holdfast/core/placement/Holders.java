package dev.holdfast.core.placement;

import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Who holds something of a host, with the spread key if there is one. Immutable, and in the order of the uids: every
 * change of a host makes a new one, so it is two plain rows, and what changed is found by one walk along both.
 */
public final class Holders {
    public static final Holders NONE = new Holders(List.of(), List.of());

    private final List<Uid> uids;
    private final List<Optional<SpreadKey>> keys;

    private Holders(List<Uid> uids, List<Optional<SpreadKey>> keys) {
        this.uids = uids;
        this.keys = keys;
    }

    /** Of one claim each. */
    public static Holders of(SortedMap<Uid, Optional<SpreadKey>> claims) {
        Builder builder = new Builder(claims.size());
        claims.forEach(builder::add);
        return builder.build();
    }

    public boolean contains(Uid uid) {
        return Collections.binarySearch(uids, uid) >= 0;
    }

    public boolean isEmpty() {
        return uids.isEmpty();
    }

    /** Tells the spread keys of those who are here and not there, one call each. */
    void without(Holders others, Consumer<SpreadKey> key) {
        int there = 0;
        for (int here = 0; here < uids.size(); here++) {
            int order = -1;
            while (there < others.uids.size() && (order = others.uids.get(there).compareTo(uids.get(here))) < 0) {
                there++;
            }
            if (there == others.uids.size() || order > 0) {
                keys.get(here).ifPresent(key);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Holders holders && uids.equals(holders.uids) && keys.equals(holders.keys);
    }

    @Override
    public int hashCode() {
        return 31 * uids.hashCode() + keys.hashCode();
    }

    @Override
    public String toString() {
        return uids.toString();
    }

    /** Takes claims in the order of their uids; of several of one uid the last counts. */
    public static final class Builder {
        private final List<Uid> uids;
        private final List<Optional<SpreadKey>> keys;

        /** @param claims how many will come, about */
        public Builder(int claims) {
            this.uids = new ArrayList<>(claims);
            this.keys = new ArrayList<>(claims);
        }

        /** @throws IllegalArgumentException when the uid comes before one that is here already */
        public void add(Uid uid, Optional<SpreadKey> key) {
            int order = uids.isEmpty() ? -1 : uids.getLast().compareTo(uid);
            if (order > 0) {
                throw new IllegalArgumentException(uid + " comes after " + uids.getLast() + ", which is greater");
            }
            if (order == 0) {
                keys.set(keys.size() - 1, key);
            } else {
                uids.add(uid);
                keys.add(key);
            }
        }

        public Holders build() {
            return new Holders(List.copyOf(uids), List.copyOf(keys));
        }
    }
}
