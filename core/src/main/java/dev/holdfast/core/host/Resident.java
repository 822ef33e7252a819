package dev.holdfast.core.host;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;

/**
 * What an agent says of one instance on its host.
 *
 * @param assignment number of the last order that the agent had taken up
 * @param report the report's number; grows for ever on one host
 * @param power what it sees, in the words of the instance's observed axis
 * @param failure why that order could not be carried out, if it could not
 */
public record Resident(Uid uid, Epoch epoch, long assignment, long report, Sight power, Optional<String> failure) {
    /** What an agent can see of an instance. */
    public enum Sight {
        CREATING,
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED,
        GONE
    }
}
