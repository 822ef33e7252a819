package dev.holdfast.node.codec;

import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;

/** The small values that stand inside everything else, each as one text or number. */
public final class SharedTypes {
    private SharedTypes() {}

    public static void name(TypeNames names) {
        names.number(Epoch.class, Epoch::value, Epoch::new)
                .text(Uid.class, Uid::value, Uid::new)
                .text(HostId.class, HostId::value, HostId::new)
                .text(FaultDomain.class, FaultDomain::value, FaultDomain::new)
                .text(RequestId.class, RequestId::value, RequestId::new)
                .text(InstanceName.class, InstanceName::toString, InstanceName::parse)
                .text(SpreadKey.class, SpreadKey::toString, SharedTypes::spreadKey)
                .text(Party.class, Party::name, Party::new);
    }

    private static SpreadKey spreadKey(String text) {
        int slash = text.indexOf('/');
        return new SpreadKey(text.substring(0, slash), text.substring(slash + 1));
    }
}
