package dev.holdfast.architecture.offenders.holdfast.node.view;

import dev.holdfast.architecture.offenders.holdfast.node.log.NeedsTheView;

public final class NeedsTheLog {
    NeedsTheView other() {
        return new NeedsTheView();
    }
}
