package dev.holdfast.architecture.offenders.holdfast.core.shared;

final class TakesALock {
    private long count;

    synchronized long next() {
        return ++count;
    }
}
