package dev.holdfast.node.edge;

import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** Does something for each of many, a few at a time. */
public final class Lanes {
    private Lanes() {}

    /**
     * The results in the order of the items, when all are there. Work goes on within the caller's own context, so under
     * its deadline.
     *
     * @param atOnce so many are under way at most
     * @param work never fails but by a defect; what can go wrong is part of its result
     */
    public static <I, O> CompletionStage<List<O>> each(
            List<I> items, int atOnce, Function<I, CompletionStage<O>> work) {
        Context context = Context.current();
        AtomicInteger next = new AtomicInteger();
        AtomicReferenceArray<O> results = new AtomicReferenceArray<>(items.size());
        CompletableFuture<?>[] lanes = new CompletableFuture<?>[Math.min(atOnce, items.size())];
        for (int lane = 0; lane < lanes.length; lane++) {
            CompletableFuture<Void> over = new CompletableFuture<>();
            lanes[lane] = over;
            goOn(items, next, results, work, context, over);
        }
        return CompletableFuture.allOf(lanes).thenApply(_ -> {
            List<O> all = new ArrayList<>(items.size());
            for (int at = 0; at < items.size(); at++) {
                all.add(results.get(at));
            }
            return all;
        });
    }

    /** What is done at once is followed by the next in a loop, so that however many there are need no deep stack. */
    private static <I, O> void goOn(
            List<I> items,
            AtomicInteger next,
            AtomicReferenceArray<O> results,
            Function<I, CompletionStage<O>> work,
            Context context,
            CompletableFuture<Void> over) {
        for (int taken = next.getAndIncrement(); taken < items.size(); taken = next.getAndIncrement()) {
            int at = taken;
            CompletableFuture<O> begun = begin(items.get(at), work, context);
            if (!begun.isDone() || begun.isCompletedExceptionally()) {
                var _ = begun.whenComplete((result, failure) -> {
                    if (failure == null) {
                        results.set(at, result);
                        goOn(items, next, results, work, context, over);
                    } else {
                        over.completeExceptionally(failure);
                    }
                });
                return;
            }
            results.set(at, begun.join());
        }
        over.complete(null);
    }

    private static <I, O> CompletableFuture<O> begin(I item, Function<I, CompletionStage<O>> work, Context context) {
        Context before = context.attach();
        try {
            return work.apply(item).toCompletableFuture();
        } finally {
            context.detach(before);
        }
    }
}
