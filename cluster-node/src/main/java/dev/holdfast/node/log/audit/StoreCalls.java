package dev.holdfast.node.log.audit;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A store for whoever may block: one request, sent again while nobody knows what came of it. Not for the threads of a
 * node.
 */
public final class StoreCalls implements Function<StoreRequest, StoreAnswer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 5;
    private static final long FIRST_PAUSE_MILLIS = 50;

    private final LogStore store;

    public StoreCalls(LogStore store) {
        this.store = store;
    }

    /**
     * Sends the identical request up to five times.
     *
     * @return {@link StoreAnswer.Unknown} only if no try had another answer
     * @throws StoreUnreachableException when the last try did not even leave
     */
    @Override
    public StoreAnswer apply(StoreRequest request) {
        StoreAnswer answer = once(request);
        long pause = FIRST_PAUSE_MILLIS;
        for (int number = 1; number < TRIES && isOpen(answer); number++) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, pause, TimeUnit.MILLISECONDS)
                    .join();
            pause *= 2;
            answer = once(request);
        }
        if (answer instanceof StoreAnswer.Unavailable(String why)) {
            throw new StoreUnreachableException(why);
        }
        return answer;
    }

    private static boolean isOpen(StoreAnswer answer) {
        return answer instanceof StoreAnswer.Unknown || answer instanceof StoreAnswer.Unavailable;
    }

    private StoreAnswer once(StoreRequest request) {
        CompletableFuture<StoreAnswer> answer = new CompletableFuture<>();
        store.send(request, answer::complete);
        try {
            return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException late) {
            if (late.getCause() instanceof TimeoutException) {
                return new StoreAnswer.Unknown("no answer within " + PATIENCE.toSeconds() + " s");
            }
            throw late;
        }
    }
}
