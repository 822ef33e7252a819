package dev.holdfast.core.log;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where logs live. A store keeps no protocol: it answers single requests, of which only
 * {@link StoreRequest.CompareAndCommit} and {@link StoreRequest.ReadHead} must be linearizable per segment.
 */
public interface LogStore extends AutoCloseable {
    /** Answers once, on any thread, possibly before this returns. */
    void send(StoreRequest request, Consumer<StoreAnswer> answerTo);

    /** What the store as a whole is; created at first use, compared ever after. */
    RegionRecord region(RegionRecord wanted);

    /** What the store says that it is, without claiming it; empty when nobody has. */
    Optional<RegionRecord> regionFound();

    /**
     * Puts a record in the place of another, durably, and only if that one is there. To say it again changes nothing.
     *
     * @return what is there now: {@code next}, or what stood in the way; empty when there was nothing to replace
     */
    Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next);

    @Override
    void close();
}
