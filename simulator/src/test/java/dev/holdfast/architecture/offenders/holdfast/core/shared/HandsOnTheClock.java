package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.function.LongSupplier;

final class HandsOnTheClock {
    LongSupplier now() {
        return System::nanoTime;
    }
}
