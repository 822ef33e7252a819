package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.UUID;

final class DrawsAUid {
    String uid() {
        return UUID.randomUUID().toString();
    }
}
