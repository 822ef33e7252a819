package dev.holdfast.agent;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what it is given one after the other on threads that it shares with others, so that hundreds of agents need a
 * few threads and no locks. Its queue has no bound of its own: whoever feeds it has one (the session's window, the
 * writer's queue, one order at a time for each instance).
 */
public final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    /** After so many it lets others have the thread. */
    private static final int TURN = 64;

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    public SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (count.getAndIncrement() == 0) {
            takeTurn();
        }
    }

    private void takeTurn() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException _) {
            // The process closes its threads: whatever still comes is as lost as if it had died.
            waiting.clear();
        }
    }

    private void turn() {
        int done = 0;
        while (done < TURN) {
            Runnable task = waiting.poll();
            if (task == null) {
                break;
            }
            run(task);
            done++;
        }
        if (count.addAndGet(-done) > 0) {
            takeTurn();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            LOG.atError().setCause(bug).log("a task of an agent failed");
        }
    }
}
