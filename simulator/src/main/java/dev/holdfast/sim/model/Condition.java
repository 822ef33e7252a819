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
 * @param held it waits for its host or a person
 * @param tries at what the phase is about: creating here, stopping by force, deleting
 * @param hostsFailed how many hosts could not create it since its start was last asked for
 */
public record Condition(
        long sequence,
        Phase phase,
        DesiredPower power,
        long life,
        boolean asked,
        boolean owes,
        boolean again,
        boolean held,
        int tries,
        int hostsFailed) {
    /** Of a name that never stood for anything. */
    public static final Condition ABSENT =
            new Condition(0, Phase.ABSENT, DesiredPower.NONE, 0, false, false, false, false, 0, 0);

    /** One fact later, and nothing else is different. */
    Condition next() {
        return new Condition(sequence + 1, phase, power, life, asked, owes, again, held, tries, hostsFailed);
    }

    /** Another phase begins, or the same anew: what was remembered for the old one is forgotten. */
    Condition enter(Phase other) {
        return new Condition(sequence, other, power, life, false, owes, false, false, 0, hostsFailed);
    }

    Condition wants(DesiredPower other) {
        return new Condition(sequence, phase, other, life, asked, owes, again, held, tries, hostsFailed);
    }

    Condition reborn() {
        return new Condition(sequence, phase, power, life + 1, asked, owes, again, held, tries, 0);
    }

    Condition asks(boolean now) {
        return new Condition(sequence, phase, power, life, now, owes, again, held, tries, hostsFailed);
    }

    Condition owes(boolean now) {
        return new Condition(sequence, phase, power, life, asked, now, again, held, tries, hostsFailed);
    }

    Condition startingAgain() {
        return new Condition(sequence, phase, power, life, asked, owes, true, held, tries, hostsFailed);
    }

    Condition hold() {
        return new Condition(sequence, phase, power, life, asked, owes, again, true, tries, hostsFailed);
    }

    Condition tried(int times) {
        return new Condition(sequence, phase, power, life, asked, owes, again, held, times, hostsFailed);
    }

    Condition failedBy(int hosts) {
        return new Condition(sequence, phase, power, life, asked, owes, again, held, tries, hosts);
    }

    /** Whether a host holds a claim for it. */
    boolean onHost() {
        return switch (phase) {
            case CREATING, STARTING, RUNNING, STOPPING, STOPPED -> true;
            case ABSENT, PENDING, PLACING, DELETING, DELETED, FAILED -> false;
        };
    }
}
