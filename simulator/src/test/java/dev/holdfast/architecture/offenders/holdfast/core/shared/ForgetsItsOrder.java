package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.Set;

final class ForgetsItsOrder {
    Set<String> both() {
        return Set.of("one", "other");
    }
}
