package dev.holdfast.architecture.offenders.holdfast.node.log;

import java.util.concurrent.TimeUnit;

final class SleepsOnAUnit {
    void rest() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(1);
    }
}
