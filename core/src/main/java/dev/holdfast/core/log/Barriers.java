package dev.holdfast.core.log;

import dev.holdfast.core.log.LogOutput.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Proves to those who ask that this is the owner after they asked: by one read of the head, begun after their question
 * and shared by all who wait, or by any head write of one's own that was begun after it and applied. No clock takes
 * part in the proof; one only decides how long a write is waited for before a read is begun.
 */
final class Barriers {
    /** What the reads find that ends the ownership. */
    interface Listener {
        void fenced(Head by);

        void impossible(String why);
    }

    /**
     * @param number in the order of arrival
     * @param sendsBefore how many head writes had been begun when it arrived
     */
    private record Question(
            long number, long token, Optional<String> id, Instant arrived, Instant deadline, long sendsBefore) {}

    private static final Duration SWEEP = Duration.ofMillis(100);

    /**
     * So long may a question wait for commits that are under way or queued. A read would be a round of consensus on the
     * very row that they write, and on a store in which rounds disturb one another it would delay what proves as much.
     */
    static final Duration COMMIT_PATIENCE = Duration.ofMillis(100);

    /** An owner that nothing has proved to be one for so long looks for itself. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(60);

    private final Wire wire;
    private final LogSettings settings;
    private final Owned owned;
    private final Writer writer;
    private final Listener listener;
    private final ArrayDeque<Question> waiting = new ArrayDeque<>();
    private final Set<CommitId> possible = new HashSet<>();
    private long questions;
    private long asked;
    private boolean reading;
    private boolean proven;
    private boolean looking;
    private int failures;
    private boolean sweeping;
    private boolean lookingLater;
    private boolean stopped;

    Barriers(Wire wire, LogSettings settings, Owned owned, Writer writer, Listener listener) {
        this.wire = wire;
        this.settings = settings;
        this.owned = owned;
        this.writer = writer;
        this.listener = listener;
    }

    /**
     * From now on it asks by itself whenever nobody else does. An overtaken owner that is asked only for what is
     * already so writes nothing and proves nothing, and would stand in the newer one's way for ever.
     */
    void keepLooking() {
        wire.after(LOOK_EVERY, () -> {
            if (!stopped) {
                looking = !proven;
                proven = false;
                read();
                keepLooking();
            }
        });
    }

    void ask(LogInput.AskBarrier question) {
        waiting.add(new Question(
                ++questions, question.token(), question.id(), wire.now(), question.deadline(), writer.sends()));
        read();
        sweep();
    }

    boolean idle() {
        return waiting.isEmpty();
    }

    /** A head write is on its way; a read that is under way may show it. */
    void mayShow(CommitId commit) {
        if (reading) {
            possible.add(commit);
        }
    }

    /** A head write that was the given number to be sent was applied: every earlier question is answered. */
    void proved(long number) {
        proven = true;
        answerWhile(question -> question.sendsBefore() < number);
        read();
    }

    /**
     * Begins the next read if there is anybody to ask for; none while the segment is being switched, and none yet while
     * the writer is about to prove as much.
     */
    void read() {
        if (stopped || reading || (waiting.isEmpty() && !looking) || writer.switching() || leftToTheWriter()) {
            return;
        }
        reading = true;
        asked = questions;
        possible.clear();
        possible.add(owned.head().commit());
        writer.inFlight().ifPresent(possible::add);
        boolean[] over = {false};
        Wire.Timer patience = wire.after(settings.answerTimeout(), () -> {
            over[0] = true;
            failed();
        });
        wire.send(new StoreRequest.ReadHead(owned.shard(), owned.segment()), answer -> {
            if (!over[0]) {
                patience.cancel();
                answered(answer);
            }
        });
    }

    private boolean leftToTheWriter() {
        if (waiting.isEmpty() || !writer.willProve(waiting.getLast().sendsBefore())) {
            return false;
        }
        Duration left = Duration.between(wire.now(), waiting.peek().arrived().plus(COMMIT_PATIENCE));
        if (!left.isPositive()) {
            return false;
        }
        if (!lookingLater) {
            lookingLater = true;
            wire.after(left, () -> {
                lookingLater = false;
                read();
            });
        }
        return true;
    }

    private void answered(StoreAnswer answer) {
        if (stopped) {
            return;
        }
        switch (answer) {
            case StoreAnswer.HeadRead(Optional<Head> head) -> {
                failures = 0;
                reading = false;
                judge(head);
            }
            case StoreAnswer.Applied _,
                    StoreAnswer.Refused _,
                    StoreAnswer.Unknown _,
                    StoreAnswer.Unavailable _,
                    StoreAnswer.Done _,
                    StoreAnswer.HintRead _,
                    StoreAnswer.CommitsRead _,
                    StoreAnswer.SnapshotRead _,
                    StoreAnswer.SnapshotsListed _,
                    StoreAnswer.HistoryRead _ -> failed();
        }
    }

    private void judge(Optional<Head> shown) {
        if (shown.isEmpty()) {
            listener.impossible("no head where there was one");
            return;
        }
        Head head = shown.get();
        boolean mine = head.term() == owned.term() && possible.contains(head.commit());
        if (mine && !head.sealed()) {
            proven = true;
            looking = false;
            answerWhile(question -> question.number() <= asked);
            read();
        } else if (mine) {
            read();
        } else if (head.term() > owned.term() || (head.sealed() && head.term() == owned.term())) {
            listener.fenced(head);
        } else if (head.term() < owned.term()) {
            listener.impossible("term " + head.term() + " after term " + owned.term());
        } else {
            listener.impossible("commit " + head.commit() + " under my own term " + head.term());
        }
    }

    private void failed() {
        failures++;
        wire.after(wire.pause(failures), () -> {
            reading = false;
            read();
        });
    }

    /** Both ways of proof answer the questions that came first, so the answered ones are always at the front. */
    private void answerWhile(Predicate<Question> answered) {
        while (!waiting.isEmpty() && answered.test(waiting.peek())) {
            Question question = waiting.remove();
            long last = question.id().map(owned.index()::last).orElse(0L);
            wire.emit(new LogOutput.BarrierPassed(
                    question.token(), last, owned.index().floor()));
        }
    }

    private void sweep() {
        if (sweeping || waiting.isEmpty()) {
            return;
        }
        sweeping = true;
        wire.after(SWEEP, () -> {
            sweeping = false;
            List<Question> overdue = waiting.stream()
                    .filter(question -> !question.deadline().isAfter(wire.now()))
                    .toList();
            waiting.removeAll(overdue);
            overdue.forEach(question -> wire.emit(new LogOutput.BarrierFailed(question.token(), Refusal.UNAVAILABLE)));
            sweep();
        });
    }

    void stop(Refusal why) {
        stopped = true;
        waiting.forEach(question -> wire.emit(new LogOutput.BarrierFailed(question.token(), why)));
        waiting.clear();
    }
}
