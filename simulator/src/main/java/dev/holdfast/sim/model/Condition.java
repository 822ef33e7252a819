package dev.holdfast.sim.model;

import java.util.function.Consumer;

/**
 * How an instance is at one version of it.
 *
 * @param sequence of the last fact; 0 before the first
 * @param power what its users want
 * @param life which life of the name this is; 0 before the first
 * @param asked while PLACING: a host is being asked for a claim
 * @param owes a host was left and has not confirmed that nothing remains there
 * @param again while STARTING: from STOPPED, so that a failure falls back there instead of trying another host
 * @param halfway while RESTARTING or DEALLOCATING: it was seen stopped, and the second half has begun
 * @param ranBefore while it looks for a host and is created: it ran before, so that it falls back to having no place
 * @param held it waits for its host or a person
 * @param tries at what the phase is about: creating here, stopping by force, starting again, letting go, deleting
 * @param hostsFailed how many hosts could not create it since its start was last asked for
 * @param before while DISCONNECTED: the phase that waits; else ABSENT
 * @param doubled it was placed anew before the host before had confirmed, as its users accept; what it owes is not
 *     counted from then on
 */
public record Condition(
        long sequence,
        Phase phase,
        DesiredPower power,
        long life,
        boolean asked,
        boolean owes,
        boolean again,
        boolean halfway,
        boolean ranBefore,
        boolean held,
        int tries,
        int hostsFailed,
        Phase before,
        boolean doubled) {
    /** Of a name that never stood for anything. */
    public static final Condition ABSENT = new Condition(
            0, Phase.ABSENT, DesiredPower.NONE, 0, false, false, false, false, false, false, 0, 0, Phase.ABSENT, false);

    /** One fact later, and nothing else is different. */
    Condition next() {
        return but(draft -> draft.sequence++);
    }

    /** Another phase, in which all that belonged to the one before is over. */
    Condition enter(Phase other) {
        return but(draft -> {
            draft.phase = other;
            draft.asked = false;
            draft.again = false;
            draft.halfway = false;
            draft.held = false;
            draft.tries = 0;
            draft.before = Phase.ABSENT;
        });
    }

    Condition wants(DesiredPower other) {
        return but(draft -> draft.power = other);
    }

    Condition reborn() {
        return but(draft -> {
            draft.life++;
            draft.ranBefore = false;
            draft.hostsFailed = 0;
        });
    }

    Condition asks(boolean now) {
        return but(draft -> draft.asked = now);
    }

    Condition owes(boolean now) {
        return but(draft -> draft.owes = now);
    }

    Condition startingAgain() {
        return but(draft -> draft.again = true);
    }

    /** The second half begins, with its first try. */
    Condition secondHalf() {
        return but(draft -> {
            draft.halfway = true;
            draft.tries = 1;
        });
    }

    Condition ranBefore(boolean now) {
        return but(draft -> draft.ranBefore = now);
    }

    Condition hold() {
        return but(draft -> draft.held = true);
    }

    Condition tried(int times) {
        return but(draft -> draft.tries = times);
    }

    Condition failedBy(int hosts) {
        return but(draft -> draft.hostsFailed = hosts);
    }

    /** Its host is silent: all waits. */
    Condition away() {
        return but(draft -> {
            draft.before = phase;
            draft.phase = Phase.DISCONNECTED;
            draft.held = false;
        });
    }

    /** Its host is heard: all goes on. */
    Condition back() {
        return but(draft -> {
            draft.phase = before;
            draft.before = Phase.ABSENT;
            draft.held = false;
        });
    }

    /** It looks for a host anew; what was created and never ran has the tries that it had. */
    Condition heals() {
        boolean born = before == Phase.CREATING || (before == Phase.STARTING && !again);
        return born ? this : ranBefore(true).failedBy(0);
    }

    Condition doubling() {
        return but(draft -> draft.doubled = true);
    }

    private Condition but(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** The next one while it is made. */
    private static final class Draft {
        private long sequence;
        private Phase phase;
        private DesiredPower power;
        private long life;
        private boolean asked;
        private boolean owes;
        private boolean again;
        private boolean halfway;
        private boolean ranBefore;
        private boolean held;
        private int tries;
        private int hostsFailed;
        private Phase before;
        private boolean doubled;

        private Draft(Condition from) {
            this.sequence = from.sequence;
            this.phase = from.phase;
            this.power = from.power;
            this.life = from.life;
            this.asked = from.asked;
            this.owes = from.owes;
            this.again = from.again;
            this.halfway = from.halfway;
            this.ranBefore = from.ranBefore;
            this.held = from.held;
            this.tries = from.tries;
            this.hostsFailed = from.hostsFailed;
            this.before = from.before;
            this.doubled = from.doubled;
        }

        private Condition done() {
            return new Condition(
                    sequence,
                    phase,
                    power,
                    life,
                    asked,
                    owes,
                    again,
                    halfway,
                    ranBefore,
                    held,
                    tries,
                    hostsFailed,
                    before,
                    doubled);
        }
    }

    /** Whether a host holds a claim for it that it has not left. */
    boolean onHost() {
        return switch (phase) {
            case CREATING, STARTING, RUNNING, STOPPING, STOPPED, RESTARTING, DISCONNECTED -> true;
            case DEALLOCATING -> !halfway;
            case ABSENT, PENDING, PLACING, DEALLOCATED, HEALING, DELETING, DELETED, FAILED -> false;
        };
    }
}
