package dev.holdfast.architecture.offenders.holdfast.core.shared;

final class StartsAThread {
    Thread start(Runnable work) {
        return Thread.ofVirtual().start(work);
    }
}
