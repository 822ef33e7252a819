package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.Set;

/** Not an offender: what has nothing in it has no order. */
final class UsesTheEmptySet {
    Set<String> none() {
        return Set.of();
    }
}
