package dev.holdfast.architecture.offenders.holdfast.node.log;

import dev.holdfast.architecture.offenders.holdfast.node.view.NeedsTheLog;

public final class NeedsTheView {
    NeedsTheLog other() {
        return new NeedsTheLog();
    }
}
