package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.Random;

final class DrawsANumber {
    int number(Random random) {
        return random.nextInt();
    }
}
