package dev.holdfast.core.instance;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/**
 * Where an instance is, or has asked to be.
 *
 * @param hostUid which life of the host's name
 * @param epoch the number of this attempt
 * @param spreadForced whether it shares its fault domain with another of its spread key because it could not be helped
 */
public record Claim(HostId host, Uid hostUid, FaultDomain faultDomain, Epoch epoch, boolean spreadForced) {
    boolean is(HostId otherHost, Epoch otherEpoch) {
        return host.equals(otherHost) && epoch.equals(otherEpoch);
    }
}
