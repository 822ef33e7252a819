package dev.holdfast.node.resource;

import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.WrappedMessage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Answers questions that reached an entity after its end: they were never looked at, so their askers can be told for
 * certain that nothing was done, now and not when their patience ends. One on each node.
 */
final class Undelivered implements Extension {
    private static final class Id extends ExtensionId<Undelivered> {
        private static final Id INSTANCE = new Id();

        @Override
        public Undelivered createExtension(ActorSystem<?> system) {
            return new Undelivered(system);
        }
    }

    private Undelivered(ActorSystem<?> system) {
        system.systemActorOf(answering(), "holdfast-undelivered", Props.empty());
    }

    /** Begins to answer, unless that was done. */
    static void answerOn(ActorSystem<?> system) {
        system.registerExtension(Id.INSTANCE);
    }

    private static Behavior<DeadLetter> answering() {
        return Behaviors.setup(context -> {
            context.getSystem().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, context.getSelf()));
            return Behaviors.receiveMessage(letter -> {
                if (unwrapped(letter) instanceof ResourceMessage.Asked asked) {
                    asked.replyTo().tell(Reply.Refused.UNDELIVERED);
                }
                return Behaviors.same();
            });
        });
    }

    /** What sharding drops while it hands over a shard comes here too, wrapped once more. */
    private static Object unwrapped(DeadLetter letter) {
        Object message = letter;
        while (message instanceof WrappedMessage wrapped) {
            message = wrapped.message();
        }
        return message instanceof ShardingEnvelope<?> envelope ? envelope.message() : message;
    }
}
