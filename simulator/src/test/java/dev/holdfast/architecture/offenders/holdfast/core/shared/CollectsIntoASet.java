package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

final class CollectsIntoASet {
    Set<String> collect(List<String> all) {
        return all.stream().collect(Collectors.toSet());
    }
}
