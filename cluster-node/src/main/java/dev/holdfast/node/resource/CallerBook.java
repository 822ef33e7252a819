package dev.holdfast.node.resource;

import dev.holdfast.core.shared.ErrorCode;
import java.util.ArrayDeque;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Stands in front of an entity and writes down who waits, from the moment a question arrives: while the entity recovers
 * or persists, Pekko keeps questions in a stash that dies with it, and their askers would wait for ever. When the
 * entity ends, for whatever reason, everybody still in the book gets its last word.
 */
final class CallerBook extends BehaviorInterceptor<ResourceMessage, ResourceMessage> {
    private final int bound;
    private final String name;
    private final LastWord lastWord;
    private final ArrayDeque<Caller> open = new ArrayDeque<>();

    /**
     * @param bound at most so many wait; more are turned away. The mailbox itself must not be bounded: replayed events
     *     and the journal's answers come through it
     */
    CallerBook(int bound, String name, LastWord lastWord) {
        super(ResourceMessage.class);
        this.bound = bound;
        this.name = name;
        this.lastWord = lastWord;
    }

    @Override
    public Behavior<ResourceMessage> aroundReceive(
            TypedActorContext<ResourceMessage> context,
            ResourceMessage message,
            ReceiveTarget<ResourceMessage> target) {
        if (!(message instanceof ResourceMessage.Asked asked)) {
            return target.apply(context, message);
        }
        while (!open.isEmpty() && open.peekFirst().answered()) {
            open.removeFirst();
        }
        if (open.size() >= bound) {
            open.removeIf(Caller::answered);
        }
        if (open.size() >= bound) {
            asked.replyTo().tell(new Reply.Refused(ErrorCode.OVERLOADED, bound + " callers wait for " + name));
            return Behaviors.same();
        }
        Caller caller = new Caller(asked.replyTo());
        open.addLast(caller);
        return target.apply(context, new ResourceMessage.Tracked(asked, caller));
    }

    @Override
    public Behavior<ResourceMessage> aroundSignal(
            TypedActorContext<ResourceMessage> context, Signal signal, SignalTarget<ResourceMessage> target) {
        Behavior<ResourceMessage> next = target.apply(context, signal);
        if (signal instanceof PostStop) {
            open.forEach(caller -> caller.ended(lastWord.reply()));
            open.clear();
        }
        return next;
    }
}
