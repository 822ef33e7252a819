package dev.holdfast.node.resource;

import dev.holdfast.node.log.LogUnavailableException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;

/** Why a resource's events could not be replayed. */
final class ReplayFailure {
    private ReplayFailure() {}

    /**
     * Whether it says nothing of the events, only that they could not be had now: the log's word for that, or Pekko's
     * circuit breaker around the journal, which gave up waiting or lets nobody through for a while. Whoever asks again
     * may find all well; only what remains is for a person.
     */
    static boolean passes(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof LogUnavailableException
                    || each instanceof TimeoutException
                    || each instanceof CircuitBreakerOpenException) {
                return true;
            }
        }
        return false;
    }
}
