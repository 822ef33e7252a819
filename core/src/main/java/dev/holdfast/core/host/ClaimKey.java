package dev.holdfast.core.host;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;

/** Which attempt of which instance holds capacity here. */
public record ClaimKey(Uid uid, Epoch epoch) implements Comparable<ClaimKey> {
    @Override
    public int compareTo(ClaimKey other) {
        int byUid = uid.compareTo(other.uid);
        return byUid != 0 ? byUid : epoch.compareTo(other.epoch);
    }
}
