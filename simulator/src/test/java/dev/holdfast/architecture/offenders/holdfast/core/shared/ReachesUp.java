package dev.holdfast.architecture.offenders.holdfast.core.shared;

import dev.holdfast.architecture.offenders.holdfast.core.resource.Above;

final class ReachesUp {
    Above above() {
        return new Above();
    }
}
