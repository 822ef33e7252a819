package dev.holdfast.node.resource;

import org.apache.pekko.actor.typed.ActorRef;

/** Somebody who waits for an answer, and gets one. */
public final class Caller {
    private final ActorRef<Reply> replyTo;
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

    boolean answered() {
        return answered;
    }
}
