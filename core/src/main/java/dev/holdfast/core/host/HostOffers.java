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
            case HostState.Up(HostLife life) -> Optional.of(offer(life, false, true));
            case HostState.Cordoned(HostLife life) -> Optional.of(offer(life, true, true));
            case HostState.Suspect(HostLife life, boolean cordoned) -> Optional.of(offer(life, cordoned, false));
            case HostState.Lost(HostLife life, boolean cordoned, var _, var _) ->
                Optional.of(offer(life, cordoned, false));
            case HostState.Gone(HostLife life, boolean cordoned) -> Optional.of(offer(life, cordoned, false));
        };
    }

    private static HostOffer offer(HostLife life, boolean cordoned, boolean heard) {
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
                heard && life.agent().isPresent(),
                holders.build());
    }
}
