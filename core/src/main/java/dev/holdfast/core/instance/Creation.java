package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceEvent.CreationAbandoned;
import dev.holdfast.core.instance.InstanceEvent.CreationRetried;
import dev.holdfast.core.instance.InstanceEvent.InstanceFailed;
import dev.holdfast.core.instance.InstanceEvent.StartAbandoned;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.ErrorCode;

/**
 * What happens when a host fails to create or first start an instance: once more there, then another host, and after
 * three hosts no more is tried. Only creation can end in FAILED: what ran before falls back to having no place.
 */
final class Creation {
    private Creation() {}

    static Decision<InstanceEvent, InstanceRejection> failed(Attempts attempts, String message) {
        if (attempts.onThisHost() < Attempts.TRIES_ON_A_HOST) {
            return Decision.accept(new CreationRetried(message));
        }
        return abandon(attempts, message);
    }

    /** The host is of no use, whatever the number of tries. */
    static Decision<InstanceEvent, InstanceRejection> abandon(Attempts attempts, String message) {
        return attempts.hostsFailed() + 1 < Attempts.HOSTS
                ? Decision.accept(new CreationAbandoned(message))
                : giveUp(
                        attempts,
                        ErrorCode.CREATE_FAILED,
                        "the last of " + Attempts.HOSTS + " hosts tried said: " + message);
    }

    /** Nothing more is tried. */
    static Decision<InstanceEvent, InstanceRejection> giveUp(Attempts attempts, ErrorCode code, String message) {
        return attempts.ranBefore()
                ? Decision.accept(new StartAbandoned(code, message))
                : Decision.accept(new InstanceFailed(code, message));
    }
}
