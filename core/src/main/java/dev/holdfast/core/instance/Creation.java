package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceEvent.CreationAbandoned;
import dev.holdfast.core.instance.InstanceEvent.CreationRetried;
import dev.holdfast.core.instance.InstanceEvent.InstanceFailed;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.ErrorCode;

/**
 * What happens when a host fails to create or first start an instance: once more there, then another host, and after
 * three hosts the instance fails. Only creation can end in FAILED.
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
                : Decision.accept(new InstanceFailed(
                        ErrorCode.CREATE_FAILED, "the last of " + Attempts.HOSTS + " hosts tried said: " + message));
    }
}
