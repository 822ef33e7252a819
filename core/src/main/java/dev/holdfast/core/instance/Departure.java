package dev.holdfast.core.instance;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/**
 * A host that the instance asked and left, and that has not confirmed yet that nothing of it remains there. It is
 * remembered, across lives of the name, until it has (lifecycle rule 3).
 *
 * @param uid which life of the instance asked
 * @param hostUid which life of the host was asked
 * @param cause sequence of the event by which the instance left
 */
public record Departure(Uid uid, HostId host, Uid hostUid, Epoch epoch, long cause) {
    /** A release of an epoch frees every epoch up to it, so its confirmation settles those too. */
    boolean settledBy(Uid otherUid, HostId otherHost, Epoch released) {
        return uid.equals(otherUid) && host.equals(otherHost) && !epoch.isAfter(released);
    }
}
