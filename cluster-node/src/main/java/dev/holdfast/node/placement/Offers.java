package dev.holdfast.node.placement;

import dev.holdfast.core.host.HostLife;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
        SortedMap<Uid, Optional<SpreadKey>> claims = new TreeMap<>();
        life.claims().forEach((key, claim) -> claims.put(key.uid(), claim.spreadKey()));
        return new HostOffer(
                life.host(),
                life.uid(),
                life.spec().faultDomain(),
                life.spec().labels(),
                life.spec().capacity(),
                life.free(),
                cordoned,
                life.agent().isPresent(),
                claims);
    }
}
