package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.DisownClaim;
import dev.holdfast.core.host.HostCommand.ReleaseClaim;
import dev.holdfast.core.host.HostEvent.ClaimFreed;
import dev.holdfast.core.host.HostEvent.ReleaseOrdered;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * How claims end (lifecycle rule 3). A release is confirmed only when the agent said that nothing remains, or when the
 * agent was never told to begin, or when that is proven; and it is carried out whatever came later, for exactly the
 * epochs up to its own.
 */
final class Releases {
    private Releases() {}

    /** Where the agent is heard, only what it was never told to begin is certainly not there. */
    static final Predicate<HostClaim> NEVER_BEGUN = claim -> claim.order().isEmpty();

    /** Another life of this host's name has nothing of the instance, and never had. */
    static Decision<HostEvent, HostRejection> release(
            HostLife life, ReleaseClaim release, Predicate<HostClaim> certain) {
        return release.hostUid().equals(life.uid())
                ? free(life, release.name(), release.uid(), release.epoch(), release.cause(), certain)
                : confirm(life, release.name(), release.uid(), release.epoch(), Decision.nothing());
    }

    /** The instance said no to "do you still hold": the same, on the host's own account. */
    static Decision<HostEvent, HostRejection> disowned(
            HostLife life, DisownClaim disowned, Predicate<HostClaim> certain) {
        Optional<HostClaim> claim = life.claim(disowned.uid(), disowned.epoch());
        if (claim.isEmpty()) {
            return Decision.nothing();
        }
        long number = claim.get().order().map(Order::number).orElse(0L) + 1;
        return free(life, claim.get().name(), disowned.uid(), disowned.epoch(), number, certain);
    }

    private static Decision<HostEvent, HostRejection> free(
            HostLife life, InstanceName name, Uid uid, Epoch epoch, long number, Predicate<HostClaim> certain) {
        SortedMap<ClaimKey, HostClaim> claims = life.claimsUpTo(uid, epoch);
        if (claims.isEmpty() && life.releasedUpTo(uid, epoch)) {
            return confirm(life, name, uid, epoch, Decision.nothing());
        }
        if (claims.values().stream().allMatch(certain)) {
            return confirm(life, name, uid, epoch, Decision.accept(new ClaimFreed(uid, epoch)));
        }
        boolean ordered =
                claims.values().stream().allMatch(claim -> claim.order().isEmpty() || claim.releasing());
        return ordered ? ask(claims) : Decision.accept(new ReleaseOrdered(uid, epoch, number));
    }

    /** The agent has said so already, perhaps, and was not heard: it says it once. */
    private static Decision<HostEvent, HostRejection> ask(SortedMap<ClaimKey, HostClaim> claims) {
        Decision<HostEvent, HostRejection> asking = Decision.nothing();
        for (ClaimKey key : claims.keySet()) {
            asking = asking.telling(new HostNotice.AskAgent(key.uid(), key.epoch()));
        }
        return asking;
    }

    /** The agent says that nothing remains of an instance whose release was ordered. */
    static Decision<HostEvent, HostRejection> gone(HostLife life, HostClaim claim, Resident resident) {
        return confirm(
                life,
                claim.name(),
                resident.uid(),
                resident.epoch(),
                Decision.accept(new ClaimFreed(resident.uid(), resident.epoch())));
    }

    private static Decision<HostEvent, HostRejection> confirm(
            HostLife life, InstanceName name, Uid uid, Epoch epoch, Decision<HostEvent, HostRejection> decision) {
        return decision.telling(new HostNotice.ConfirmRelease(name, life.host(), uid, epoch));
    }
}
