package dev.holdfast.node.placement;

import dev.holdfast.core.host.HostLife;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.placement.Holders;
import dev.holdfast.core.placement.HostOffer;
import java.util.Optional;

/** What placement sees of a host. */
final class Offers {
    private Offers() {}

    /** Empty when the host is not registered. */
    static Optional<HostOffer> of(HostState state) {
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
