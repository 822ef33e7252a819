package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import dev.holdfast.core.log.StoreAnswer;
import java.util.Collection;
import java.util.concurrent.CompletionException;

/**
 * What a failed request proves. Nearly nothing: after any error by which it may have left, it may be applied now, or in
 * three seconds. Only one failure proves that it was written to no connection at all: that no node had one.
 */
final class StoreFailures {
    private StoreFailures() {}

    static StoreAnswer answer(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof AllNodesFailedException all && neverLeft(all)) {
            return new StoreAnswer.Unavailable("no node of Cassandra is connected");
        }
        return new StoreAnswer.Unknown(said(cause));
    }

    /** The driver's own word for it, and the first of all causes: "error on channel" alone helps nobody. */
    private static String said(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return word(cause) + (cause.getCause() == null ? "" : ", because of " + word(root));
    }

    private static String word(Throwable cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static boolean neverLeft(AllNodesFailedException all) {
        return all.getAllErrors().values().stream()
                .flatMap(Collection::stream)
                .allMatch(NodeUnavailableException.class::isInstance);
    }
}
