package dev.holdfast.core.instance;

import java.time.Instant;

/** The instance waits for its host or a person, past every deadline, with a named reason. */
public record Hold(Reason reason, Instant since) {
    /** Why it waits, as people see it. */
    public enum Reason {
        /** Its host did not confirm the stop in time, twice. */
        STOP_UNCONFIRMED,
        /** Its host did not confirm in time, twice, that nothing of it remains. */
        DELETE_UNCONFIRMED,
        /** Its host did not confirm in time, twice, that it has let go of its place. */
        DEALLOCATE_UNCONFIRMED,
        /** Its host is silent, and nothing proves yet that it does not run there. */
        FENCE_UNPROVEN,
        /** Gone from its host, it has found no other in a long time; it goes on looking. */
        HEALING_UNPLACED
    }
}
