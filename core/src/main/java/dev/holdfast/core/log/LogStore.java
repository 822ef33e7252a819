package dev.holdfast.core.log;

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

    @Override
    void close();
}
