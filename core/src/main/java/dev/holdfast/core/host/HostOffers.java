package dev.holdfast.core.host;

import dev.holdfast.core.placement.Holders;
import dev.holdfast.core.placement.HostOffer;
import java.util.Optional;

/** A host as placement sees it. */
public final class HostOffers {
    private HostOffers() {}

    /** Empty when the host is not registered. */
    public static Optional<HostOffer> of(HostState state) {
        return switch (state) {
            case HostState.Unregistered _ -> Optional.empty();
            case HostState.Up(HostLife life) -> Optional.of(offer(life, false));
            case HostState.Cordoned(HostLife life) -> Optional.of(offer(life, true));
        };
    }

    private static HostOffer offer(HostLife life, boolean cordoned) {
        Holders.Builder holders = new Holders.Builder(life.claims().size());
        life.claims().forEach((key, claim) -> holders.add(key.uid(), claim.spreadKey()));
        return new HostOffer(
                life.host(),
                life.uid(),
                life.spec().faultDomain(),
                life.spec().labels(),
                life.spec().capacity(),
                life.free(),
                cordoned,
                life.agent().isPresent(),
                holders.build());
    }
}
