package dev.holdfast.node.log;

import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows the head writes of one shard whose outcome nobody knew for a while, to how each ended; only for figures. */
final class UnknownWrites {
    /** How it turned out. */
    enum End {
        /** It was written. */
        APPLIED,
        /** The same statement was refused, so it was not written since; by another owner it may have been overtaken. */
        REFUSED,
        /** The owner came to end before that was known. */
        LEFT
    }

    private final Map<Long, CommitId> onTheirWay = new HashMap<>();
    private final Set<CommitId> unknown = new HashSet<>();

    /** The same write sent twice means that the first send had no answer in time. */
    void sent(long ticket, StoreRequest request) {
        if (request instanceof StoreRequest.CompareAndCommit write) {
            CommitId id = write.change().commit();
            if (onTheirWay.containsValue(id)) {
                unknown.add(id);
            }
            onTheirWay.put(ticket, id);
        }
    }

    /** How an unknown outcome ended with this answer, if one did. */
    Optional<End> answered(long ticket, StoreAnswer answer) {
        Optional<CommitId> found = Optional.ofNullable(onTheirWay.remove(ticket));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CommitId id = found.get();
        if (answer instanceof StoreAnswer.Unknown) {
            unknown.add(id);
            return Optional.empty();
        }
        boolean resolved = answer instanceof StoreAnswer.Applied || answer instanceof StoreAnswer.Refused;
        if (!resolved) {
            return Optional.empty();
        }
        onTheirWay.values().removeIf(id::equals);
        if (!unknown.remove(id)) {
            return Optional.empty();
        }
        boolean own = answer instanceof StoreAnswer.Applied
                || (answer instanceof StoreAnswer.Refused(Optional<Head> head)
                        && head.filter(shown -> shown.commit().equals(id)).isPresent());
        return Optional.of(own ? End.APPLIED : End.REFUSED);
    }

    /** How many nobody will hear of any more. */
    int leave() {
        int left = unknown.size();
        unknown.clear();
        onTheirWay.clear();
        return left;
    }
}
