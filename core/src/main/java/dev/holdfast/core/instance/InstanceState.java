package dev.holdfast.core.instance;

import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an instance stands in its life. Transient states have a deadline and resolve themselves; steady states last.
 * Wherever a state has a {@code cause}, that is the sequence of the event which caused the order now owed to the host.
 */
public sealed interface InstanceState extends ResourceState {
    /** The name stands for nothing, or for nothing that is remembered. */
    record Absent(InstanceName name, Floor floor) implements InstanceState {
        @Override
        public long sequence() {
            return floor.sequence();
        }

        @Override
        public boolean unknown() {
            return true;
        }
    }

    /** Any state in which the name stands for a life, running or past. */
    sealed interface Living extends InstanceState {
        Life life();

        @Override
        default long sequence() {
            return life().sequence();
        }

        @Override
        default boolean unknown() {
            return false;
        }
    }

    /** States that hold a claim which a host has accepted. */
    sealed interface OnHost extends Living {
        Claim claim();

        long cause();
    }

    /** States in which a host is looked for. */
    sealed interface Seeking extends Living {
        /** The sequence of the event since when a host is looked for. */
        long choosing();

        /** The claim that a host has been asked for and has not answered. */
        Optional<Claim> asked();

        Attempts attempts();

        /** Why no host could take it when it was last asked. */
        Optional<PlacementExplanation> explanation();

        Instant deadline();

        /** Whether a host may be chosen now: never two, unless its users accept that. */
        default boolean mayChoose() {
            return asked().isEmpty() && life().departures().isEmpty();
        }
    }

    /** Waiting for quota. */
    record Pending(Life life, Instant deadline) implements Living {}

    /**
     * Looking for a host.
     *
     * @param choosing sequence of the event since when a host is looked for
     * @param asked the claim that a host has been asked for and has not answered
     * @param explanation why no host could take it when it was last asked
     */
    record Placing(
            Life life,
            long choosing,
            Optional<Claim> asked,
            Attempts attempts,
            Optional<PlacementExplanation> explanation,
            Instant deadline)
            implements Seeking {}

    /** A host holds its capacity and prepares it. */
    record Creating(Life life, Claim claim, long cause, Attempts attempts, Instant deadline) implements OnHost {}

    /**
     * Its host starts it.
     *
     * @param attempts how creation went so far; empty when it was stopped before, and falls back to that
     */
    record Starting(Life life, Claim claim, long cause, Optional<Attempts> attempts, Instant deadline)
            implements OnHost {}

    /** It runs. */
    record Running(Life life, Claim claim, long cause) implements OnHost {}

    /**
     * Its host stops it: first with grace, then by force.
     *
     * @param forcedTries how often it was ordered by force
     */
    record Stopping(Life life, Claim claim, long cause, int forcedTries, Instant deadline) implements OnHost {}

    /**
     * It runs, and its host stops it and starts it again, in its place and under its epoch.
     *
     * @param tries while STOPPING, how often it was ordered by force; while STARTING, how often it was ordered
     */
    record Restarting(Life life, Claim claim, long cause, Leg leg, int tries, Instant deadline) implements OnHost {
        /** How far a restart has come. */
        public enum Leg {
            /** Its host stops it: first with grace, then by force. */
            STOPPING,
            /** It was seen stopped, and its host starts it. */
            STARTING
        }
    }

    /** It does not run, and keeps its place. */
    record Stopped(Life life, Claim claim, long cause) implements OnHost {}

    /**
     * Its host stops it, to let go of it then.
     *
     * @param forcedTries how often it was ordered by force
     */
    record Deallocating(Life life, Claim claim, long cause, int forcedTries, Instant deadline) implements OnHost {}

    /**
     * Its host is silent, and nobody knows how it is. What was being done to it waits: it goes on with as much time as
     * it had.
     *
     * @param before how it was when the host was last heard
     * @param deadline when something else must be done about it than to wait for the host
     */
    record Disconnected(Life life, OnHost before, Instant deadline) implements OnHost {
        @Override
        public Claim claim() {
            return before.claim();
        }

        @Override
        public long cause() {
            return before.cause();
        }
    }

    /**
     * It ran and is gone from its host, or is taken to be, and looks for another.
     *
     * @param tries how often that was begun
     */
    record Healing(
            Life life,
            long choosing,
            Optional<Claim> asked,
            Attempts attempts,
            Optional<PlacementExplanation> explanation,
            int tries,
            Instant deadline)
            implements Seeking {
        @Override
        public boolean mayChoose() {
            return asked().isEmpty()
                    && (life.departures().isEmpty() || life.spec().healing() == HealingPolicy.AVAILABLE);
        }
    }

    /** It does not run and has left its place; its host lets go of it. To its users the end of DEALLOCATING. */
    record Releasing(Life life, int tries, Instant deadline) implements Living {
        @Override
        public String label() {
            return "DEALLOCATING";
        }
    }

    /** It does not run and has no place. */
    record Deallocated(Life life) implements Living {}

    /** It goes away, until every host that was ever asked has confirmed. */
    record Deleting(Life life, int tries, Instant deadline) implements Living {}

    /** A tombstone: remembered for request ids and numbers, then archived. */
    record Deleted(Life life) implements Living {}

    /** It never ran, and nothing is tried any more. */
    record Failed(Life life, ErrorCode code, String message) implements Living {}

    /** The state's name as users see it: {@code RUNNING}. */
    default String label() {
        return getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }
}
