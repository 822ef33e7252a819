package dev.holdfast.agent.simulated;

import dev.holdfast.core.shared.Uid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Failures on request: an instance with the metadata {@code holdfast.dev/fail-create=N} or
 * {@code holdfast.dev/fail-start=N} fails the first N tries, on whichever hosts they are made that share this. How
 * often each was tried is soft: a new process counts from none.
 */
public final class SimulatedFailures {
    /** Metadata key: how many tries to create fail. */
    public static final String FAIL_CREATE = "holdfast.dev/fail-create";

    /** Metadata key: how many tries to start fail. */
    public static final String FAIL_START = "holdfast.dev/fail-start";

    private static final int REMEMBERED_AT_MOST = 65_536;

    private record Tried(Uid uid, String key) {}

    private final Map<Tried, Integer> tries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Tried, Integer> eldest) {
            return size() > REMEMBERED_AT_MOST;
        }
    };

    /** Counts a try, and says why it fails, if it was asked to. */
    synchronized Optional<String> attempt(Uid uid, String key, SortedMap<String, String> metadata) {
        int asked = asked(metadata.getOrDefault(key, "0"));
        if (asked == 0) {
            return Optional.empty();
        }
        int attempt = tries.merge(new Tried(uid, key), 1, Integer::sum);
        return attempt > asked
                ? Optional.empty()
                : Optional.of("simulated failure " + attempt + " of " + asked + ", as asked by metadata " + key);
    }

    /** What is not a count asks for nothing. */
    private static int asked(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }
}
