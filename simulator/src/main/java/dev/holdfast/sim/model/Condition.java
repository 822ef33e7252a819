package dev.holdfast.sim.model;

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
        return new Condition(
                sequence + 1,
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

    /** Another phase begins, or the same anew: what was remembered for the old one is forgotten. */
    Condition enter(Phase other) {
        return new Condition(
                sequence,
                other,
                power,
                life,
                false,
                owes,
                false,
                false,
                ranBefore,
                false,
                0,
                hostsFailed,
                Phase.ABSENT,
                doubled);
    }

    Condition wants(DesiredPower other) {
        return new Condition(
                sequence,
                phase,
                other,
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

    Condition reborn() {
        return new Condition(
                sequence, phase, power, life + 1, asked, owes, again, halfway, false, held, tries, 0, before, doubled);
    }

    Condition asks(boolean now) {
        return new Condition(
                sequence,
                phase,
                power,
                life,
                now,
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

    Condition owes(boolean now) {
        return new Condition(
                sequence,
                phase,
                power,
                life,
                asked,
                now,
                again,
                halfway,
                ranBefore,
                held,
                tries,
                hostsFailed,
                before,
                doubled);
    }

    Condition startingAgain() {
        return new Condition(
                sequence,
                phase,
                power,
                life,
                asked,
                owes,
                true,
                halfway,
                ranBefore,
                held,
                tries,
                hostsFailed,
                before,
                doubled);
    }

    /** The second half begins, with its first try. */
    Condition secondHalf() {
        return new Condition(
                sequence,
                phase,
                power,
                life,
                asked,
                owes,
                again,
                true,
                ranBefore,
                held,
                1,
                hostsFailed,
                before,
                doubled);
    }

    Condition ranBefore(boolean now) {
        return new Condition(
                sequence,
                phase,
                power,
                life,
                asked,
                owes,
                again,
                halfway,
                now,
                held,
                tries,
                hostsFailed,
                before,
                doubled);
    }

    Condition hold() {
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
                true,
                tries,
                hostsFailed,
                before,
                doubled);
    }

    Condition tried(int times) {
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
                times,
                hostsFailed,
                before,
                doubled);
    }

    Condition failedBy(int hosts) {
        return new Condition(
                sequence, phase, power, life, asked, owes, again, halfway, ranBefore, held, tries, hosts, before,
                doubled);
    }

    /** Its host is silent: all waits. */
    Condition away() {
        return new Condition(
                sequence,
                Phase.DISCONNECTED,
                power,
                life,
                asked,
                owes,
                again,
                halfway,
                ranBefore,
                false,
                tries,
                hostsFailed,
                phase,
                doubled);
    }

    /** Its host is heard: all goes on. */
    Condition back() {
        return new Condition(
                sequence,
                before,
                power,
                life,
                asked,
                owes,
                again,
                halfway,
                ranBefore,
                false,
                tries,
                hostsFailed,
                Phase.ABSENT,
                doubled);
    }

    /** It looks for a host anew; what was created and never ran has the tries that it had. */
    Condition heals() {
        boolean born = before == Phase.CREATING || (before == Phase.STARTING && !again);
        return born ? this : ranBefore(true).failedBy(0);
    }

    Condition doubling() {
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
                true);
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
