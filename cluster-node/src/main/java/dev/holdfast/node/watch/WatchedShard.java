package dev.holdfast.node.watch;

import dev.holdfast.node.view.Place;
import java.util.Optional;

/** How far one shard was heard. Confined to its session. */
final class WatchedShard {
    /** How a change's number fits what has come before. */
    enum Fit {
        NEXT,
        /** It has come before. */
        OLD,
        /** One before it has not come, or it is of another keeping. */
        LOST
    }

    private final int number;
    private Optional<Place> next;
    private boolean known;
    private String keeping = "";
    private long counted;
    private long heardAt;
    private int waiting;

    /** @param since up to where it was told in an earlier watch */
    WatchedShard(int number, Optional<Place> since, long now) {
        this.number = number;
        this.next = since;
        this.heardAt = now;
    }

    int number() {
        return number;
    }

    /** Whether it has answered at all. */
    boolean known() {
        return known;
    }

    boolean follows(String itsKeeping) {
        return itsKeeping.equals(keeping);
    }

    String keeping() {
        return keeping;
    }

    /** Where it goes on. */
    Optional<Place> since() {
        return next;
    }

    Place next() {
        return next.orElse(Place.START);
    }

    long heardAt() {
        return heardAt;
    }

    /** From now on this keeping's changes are counted from 1. */
    void follow(String itsKeeping, Place upTo, long now) {
        follow(itsKeeping, upTo, now, 0);
    }

    void follow(String itsKeeping, Place upTo, long now, long changes) {
        known = true;
        keeping = itsKeeping;
        counted = changes;
        heardAt = now;
        advance(upTo);
    }

    /** Whether the place is further than what was heard; from now on it is. */
    boolean advance(Place upTo) {
        if (next.isPresent() && upTo.compareTo(next.get()) <= 0) {
            return false;
        }
        next = Optional.of(upTo);
        return true;
    }

    Fit compare(String itsKeeping, long change) {
        if (!known || !itsKeeping.equals(keeping) || change > counted + 1) {
            return Fit.LOST;
        }
        return change == counted + 1 ? Fit.NEXT : Fit.OLD;
    }

    boolean isAt(String itsKeeping, long change) {
        return known && itsKeeping.equals(keeping) && change == counted;
    }

    void counted(long now) {
        counted++;
        heardAt = now;
    }

    /** A change of it waits to be sent. */
    void waits() {
        waiting++;
    }

    void sent() {
        waiting--;
    }

    boolean hasWaiting() {
        return waiting > 0;
    }
}
