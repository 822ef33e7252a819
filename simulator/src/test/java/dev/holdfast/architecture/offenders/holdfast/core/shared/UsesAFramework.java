package dev.holdfast.architecture.offenders.holdfast.core.shared;

import org.slf4j.Logger;

final class UsesAFramework {
    void log(Logger log) {
        log.info("a line");
    }
}
