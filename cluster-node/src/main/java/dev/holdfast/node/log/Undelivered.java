package dev.holdfast.node.log;

import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.shared.ErrorCode;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Answers what was asked of a log that had ended when the question came. Such a question was never begun, so it is
 * refused for certain; without this, an append or a wish to own a shard would wait out its whole patience.
 */
final class Undelivered {
    private static final String WHY = "the shard is not owned here any more";

    private Undelivered() {}

    static Behavior<DeadLetter> create() {
        return Behaviors.setup(context -> {
            context.getSystem().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, context.getSelf()));
            return Behaviors.receiveMessage(letter -> {
                if (letter.message() instanceof LogMessage message) {
                    refuse(message);
                }
                return Behaviors.same();
            });
        });
    }

    private static void refuse(LogMessage message) {
        LogUnavailableException gone = new LogUnavailableException(WHY);
        LogMessage.Appended refused = new LogMessage.Appended.Refused(LogOutput.Refusal.UNAVAILABLE, WHY);
        switch (message) {
            case LogMessage.Own own -> own.answer().accept(new LogMessage.Ownership.Denied(ErrorCode.UNAVAILABLE, WHY));
            case LogMessage.Append append -> append.answer().accept(refused);
            case LogMessage.Delete delete -> delete.answer().accept(refused);
            case LogMessage.Archive archive -> archive.answer().accept(refused);
            case LogMessage.Barrier barrier ->
                barrier.answer().accept(new LogMessage.Proof.Failed(LogOutput.Refusal.UNAVAILABLE));
            case LogMessage.LoadEvents load -> load.answer().completeExceptionally(gone);
            case LogMessage.LoadSnapshot load -> load.answer().completeExceptionally(gone);
            case LogMessage.SaveSnapshot save -> save.answer().completeExceptionally(gone);
            case LogMessage.DeleteSnapshots delete -> delete.answer().completeExceptionally(gone);
            case LogMessage.ReadHistory read -> read.answer().completeExceptionally(gone);
            case LogMessage.KeepAside _, LogMessage.Release _, LogMessage.Answered _, LogMessage.Wake _ -> {}
        }
    }
}
