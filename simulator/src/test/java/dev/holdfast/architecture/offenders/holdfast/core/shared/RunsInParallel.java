package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.List;

final class RunsInParallel {
    long count(List<String> all) {
        return all.parallelStream().count();
    }
}
