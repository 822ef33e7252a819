package dev.holdfast.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import java.time.Instant;
import java.util.Optional;

/** One line of an agent's journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalLine.Started.class, name = "started"),
    @JsonSubTypes.Type(value = JournalLine.TakenUp.class, name = "taken-up"),
    @JsonSubTypes.Type(value = JournalLine.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = JournalLine.Barred.class, name = "barred")
})
sealed interface JournalLine {
    /** The agent began its n-th life. */
    record Started(long agentLife) implements JournalLine {}

    /** An assignment that the agent is going to carry out. */
    record TakenUp(
            String uid,
            long epoch,
            long number,
            Wanted wanted,
            boolean force,
            String instance,
            Optional<Workload> workload,
            Instant at)
            implements JournalLine {}

    /** It was carried out, or could not be. */
    record Finished(String uid, long epoch, long number, Optional<String> failure) implements JournalLine {}

    /** Nothing of an instance up to this epoch may ever be started here again. */
    record Barred(String uid, long upTo, Instant at) implements JournalLine {}
}
