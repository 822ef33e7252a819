package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.ClaimCapacity;
import dev.holdfast.core.host.HostCommand.InstanceOrder;
import dev.holdfast.core.host.HostEvent.ClaimAccepted;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import java.util.Optional;

/** Who may hold capacity here. A claim is (uid, epoch, size, cause), and the highest cause sets the size. */
final class Claims {
    private Claims() {}

    static Decision<HostEvent, HostRejection> claim(
            HostLife life, ClaimCapacity claim, boolean cordoned, Context context) {
        return claim(
                life,
                claim,
                context,
                cordoned ? Optional.of(ErrorCode.HOST_CORDONED) : Optional.empty(),
                "host " + life.host() + " is cordoned");
    }

    /** Nothing new begins on a host of which nothing is heard. */
    static Decision<HostEvent, HostRejection> claimSilent(HostLife life, ClaimCapacity claim, Context context) {
        return claim(
                life, claim, context, Optional.of(ErrorCode.HOST_SILENT), "nothing is heard of host " + life.host());
    }

    private static Decision<HostEvent, HostRejection> claim(
            HostLife life, ClaimCapacity claim, Context context, Optional<ErrorCode> closed, String why) {
        HostId host = life.host();
        if (!claim.hostUid().equals(life.uid())) {
            return refuse(host, claim, ErrorCode.NOT_FOUND, "host " + host + " was registered anew since");
        }
        if (life.releasedUpTo(claim.uid(), claim.epoch())) {
            return refuse(
                    host, claim, ErrorCode.STALE_EPOCH, "epoch " + claim.epoch() + " was released on host " + host);
        }
        if (claim.affirmedAt().plus(Released.ORDERS_VALID).isBefore(context.now())) {
            return refuse(host, claim, ErrorCode.ORDER_TOO_OLD, "the claim was affirmed at " + claim.affirmedAt());
        }
        Optional<HostClaim> held = life.claim(claim.uid(), claim.epoch());
        return held.isPresent() ? repeat(life, claim, held.get()) : first(life, claim, closed, why);
    }

    private static Decision<HostEvent, HostRejection> first(
            HostLife life, ClaimCapacity claim, Optional<ErrorCode> closed, String why) {
        HostId host = life.host();
        if (closed.isPresent()) {
            return refuse(host, claim, closed.get(), why);
        }
        if (!life.claimsUpTo(claim.uid(), new Epoch(Long.MAX_VALUE - 1)).isEmpty()) {
            return refuse(host, claim, ErrorCode.STALE_EPOCH, "host " + host + " holds another epoch of it");
        }
        if (life.agent().isEmpty()) {
            return refuse(host, claim, ErrorCode.HOST_FULL, "host " + host + " has no agent yet");
        }
        return take(life, claim, Quantities.NONE);
    }

    private static Decision<HostEvent, HostRejection> repeat(HostLife life, ClaimCapacity claim, HostClaim held) {
        if (held.releasing()) {
            return refuse(
                    life.host(),
                    claim,
                    ErrorCode.STALE_EPOCH,
                    "epoch " + claim.epoch() + " is being released on host " + life.host());
        }
        boolean says = claim.cause() > held.cause() && !claim.size().equals(held.size());
        return says ? take(life, claim, held.size()) : confirm(life, claim, Decision.nothing());
    }

    private static Decision<HostEvent, HostRejection> take(HostLife life, ClaimCapacity claim, Quantities before) {
        Quantities room = life.free().plus(before);
        if (!room.fits(claim.size())) {
            return refuse(
                    life.host(),
                    claim,
                    ErrorCode.HOST_FULL,
                    "host " + life.host() + " has " + room + " left, not " + claim.size());
        }
        return confirm(
                life,
                claim,
                Decision.accept(new ClaimAccepted(
                        claim.name(), claim.uid(), claim.epoch(), claim.cause(), claim.size(), claim.spreadKey())));
    }

    private static Decision<HostEvent, HostRejection> confirm(
            HostLife life, ClaimCapacity claim, Decision<HostEvent, HostRejection> decision) {
        return decision.telling(new HostNotice.ConfirmClaim(claim.name(), life.host(), claim.uid(), claim.epoch()));
    }

    /** Tells the instance that the host does not hold the claim; nothing changes here. */
    static Decision<HostEvent, HostRejection> refuse(HostId host, InstanceOrder order, ErrorCode code, String message) {
        return Decision.<HostEvent, HostRejection>nothing()
                .telling(new HostNotice.RefuseClaim(order.name(), host, order.uid(), order.epoch(), code, message));
    }
}
