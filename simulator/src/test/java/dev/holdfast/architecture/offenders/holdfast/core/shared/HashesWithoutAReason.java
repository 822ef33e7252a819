package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

final class HashesWithoutAReason {
    private final HashMap<String, Long> counts = new HashMap<>();

    List<String> names() {
        return new ArrayList<>(counts.keySet());
    }
}
