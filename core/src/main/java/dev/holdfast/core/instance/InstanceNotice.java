package dev.holdfast.core.instance;

import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/** What an instance tells others once. */
public sealed interface InstanceNotice extends Notice {
    /** To a host: this claim is not held (any more); free it. A host that misses it asks again. */
    record DisownClaim(HostId host, Uid uid, Epoch epoch) implements InstanceNotice {}
}
