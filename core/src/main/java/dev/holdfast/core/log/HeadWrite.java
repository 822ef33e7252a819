package dev.holdfast.core.log;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * One conditional write of a head, from its first send to the moment when it is known what became of it. The rules:
 *
 * <ol>
 *   <li>After any error by which the request may have left, the identical statement is sent again until it is applied
 *       or refused. A read that shows the old head proves nothing: the first send may land after that read.
 *   <li>A refusal that shows one's own commit id means that an earlier try was applied.
 *   <li>Answers belong to their write: one that comes after the write is resolved is dropped, whatever it says.
 *   <li>A refusal that cannot be (an older term, a foreign commit under one's own term, no head at all) means that the
 *       store has lost data.
 * </ol>
 */
final class HeadWrite {
    /** What became of it. */
    sealed interface Verdict {
        /** It is durable. */
        record Applied() implements Verdict {}

        /** It never left, and never will. */
        record NeverSent(String why) implements Verdict {}

        /** The head has moved on, by another owner; whether this write was applied before that is not known. */
        record Superseded(Head by) implements Verdict {}

        /** The store shows what cannot be. */
        record Impossible(String why) implements Verdict {}
    }

    private final Wire wire;
    private final LogSettings settings;
    private final StoreRequest.CompareAndCommit request;
    private final Consumer<Verdict> then;
    private boolean mayHaveLeft;
    private boolean resolved;
    private int tries;
    private Wire.Timer patience;

    private HeadWrite(Wire wire, LogSettings settings, StoreRequest.CompareAndCommit request, Consumer<Verdict> then) {
        this.wire = wire;
        this.settings = settings;
        this.request = request;
        this.then = then;
        this.patience = Wire.Timer.none();
    }

    static HeadWrite begin(
            Wire wire, LogSettings settings, StoreRequest.CompareAndCommit request, Consumer<Verdict> then) {
        HeadWrite write = new HeadWrite(wire, settings, request, then);
        write.send();
        return write;
    }

    CommitId commit() {
        return request.change().commit();
    }

    private void send() {
        tries++;
        int number = tries;
        wire.send(request, answer -> answered(number, answer));
        patience.cancel();
        patience = wire.after(settings.answerTimeout(), () -> {
            mayHaveLeft = true;
            sendAgain();
        });
    }

    private void answered(int number, StoreAnswer answer) {
        if (resolved) {
            return;
        }
        switch (answer) {
            case StoreAnswer.Applied() -> resolve(new Verdict.Applied());
            case StoreAnswer.Refused(Optional<Head> head) -> refused(number, head);
            case StoreAnswer.Unavailable(String why) -> unavailable(number, why);
            case StoreAnswer.Unknown _ -> unknown(number);
            case StoreAnswer.Done _,
                    StoreAnswer.HintRead _,
                    StoreAnswer.HeadRead _,
                    StoreAnswer.CommitsRead _,
                    StoreAnswer.SnapshotRead _,
                    StoreAnswer.SnapshotsListed _,
                    StoreAnswer.HistoryRead _ -> unknown(number);
        }
    }

    private void unknown(int number) {
        mayHaveLeft = true;
        if (tries == number) {
            sendAgain();
        }
    }

    private void unavailable(int number, String why) {
        if (!mayHaveLeft && tries == 1) {
            resolve(new Verdict.NeverSent(why));
        } else if (tries == number) {
            sendAgain();
        }
    }

    private void sendAgain() {
        patience.cancel();
        patience = wire.after(wire.pause(tries), this::send);
    }

    private void refused(int number, Optional<Head> shown) {
        if (shown.isEmpty()) {
            resolve(new Verdict.Impossible("no head where there was one: " + request.condition()));
            return;
        }
        Head head = shown.get();
        if (head.commit().equals(commit())) {
            resolve(new Verdict.Applied());
            return;
        }
        if (Condition.holds(request.condition(), shown)) {
            unknown(number);
            return;
        }
        resolve(
                switch (request.condition()) {
                    case Condition.Absent() -> new Verdict.Superseded(head);
                    case Condition.TermIs(long term) -> byTerm(term, head);
                    case Condition.CommitIs(long term, CommitId expected) ->
                        head.term() == term && !head.sealed()
                                ? new Verdict.Impossible("commit " + head.commit() + " under my own term " + term
                                        + ", where I expected " + expected)
                                : byTerm(term, head);
                });
    }

    private static Verdict byTerm(long term, Head head) {
        return head.term() < term
                ? new Verdict.Impossible("term " + head.term() + " after term " + term)
                : new Verdict.Superseded(head);
    }

    private void resolve(Verdict verdict) {
        resolved = true;
        patience.cancel();
        then.accept(verdict);
    }
}
