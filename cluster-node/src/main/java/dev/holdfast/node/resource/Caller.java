package dev.holdfast.node.resource;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Somebody who waits for an answer, and gets one. */
public final class Caller {
    private final ActorRef<Reply> replyTo;
    private Optional<Reply> worst = Optional.empty();
    private boolean answered;

    Caller(ActorRef<Reply> replyTo) {
        this.replyTo = replyTo;
    }

    /** Answers, unless that was done. */
    void answer(Reply reply) {
        if (!answered) {
            answered = true;
            replyTo.tell(reply);
        }
    }

    /** From now on this is what is true should the entity end before it can answer. */
    void shouldItEndNow(Reply reply) {
        worst = Optional.of(reply);
    }

    /** The entity ends. */
    void ended(Reply lastWord) {
        answer(worst.orElse(lastWord));
    }

    boolean answered() {
        return answered;
    }
}
