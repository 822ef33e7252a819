package dev.holdfast.sim.bench;

/** Something that does work for as long as it is told to, and counts it: one side of a comparison. */
interface Driven {
    String name();

    /** Keep so much in flight from now on; 0 lets what is under way come to rest. */
    void inFlight(int target);

    /** How much was done since the beginning; may be asked on any thread. */
    long done();
}
