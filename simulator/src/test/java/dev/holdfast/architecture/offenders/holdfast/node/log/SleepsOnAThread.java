package dev.holdfast.architecture.offenders.holdfast.node.log;

final class SleepsOnAThread {
    void rest() throws InterruptedException {
        Thread.sleep(1);
    }
}
