package dev.holdfast.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Floor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnknownWritesTest {
    private static final ShardId SHARD = new ShardId("instance", 7);

    private final UnknownWrites writes = new UnknownWrites();

    @Test
    void anUnknownOutcomeThatIsFoundWrittenWasApplied() {
        writes.sent(1, write(5));
        assertThat(writes.answered(1, new StoreAnswer.Unknown("time-out"))).isEmpty();
        writes.sent(2, write(5));
        assertThat(writes.answered(2, refusedBy(5))).contains(UnknownWrites.End.APPLIED);
        assertThat(writes.leave()).isZero();
    }

    @Test
    void anUnknownOutcomeThatSomebodyElseOvertookWasRefused() {
        writes.sent(1, write(5));
        writes.answered(1, new StoreAnswer.Unknown("time-out"));
        writes.sent(2, write(5));
        assertThat(writes.answered(2, refusedBy(6))).contains(UnknownWrites.End.REFUSED);
    }

    @Test
    void whatIsSentAgainWithoutAnAnswerWasUnknownToo() {
        writes.sent(1, write(5));
        writes.sent(2, write(5));
        assertThat(writes.answered(2, new StoreAnswer.Applied())).contains(UnknownWrites.End.APPLIED);
        assertThat(writes.answered(1, new StoreAnswer.Unknown("late"))).isEmpty();
        assertThat(writes.leave()).isZero();
    }

    @Test
    void aCertainOutcomeCountsForNothing() {
        writes.sent(1, write(5));
        assertThat(writes.answered(1, new StoreAnswer.Applied())).isEmpty();
        writes.sent(2, write(6));
        assertThat(writes.answered(2, refusedBy(9))).isEmpty();
        writes.sent(3, new StoreRequest.ReadHead(SHARD, 0));
        assertThat(writes.answered(3, new StoreAnswer.Unknown("a read"))).isEmpty();
        assertThat(writes.leave()).isZero();
    }

    @Test
    void whatIsStillUnknownAtTheEndIsLeft() {
        writes.sent(1, write(5));
        writes.answered(1, new StoreAnswer.Unknown("time-out"));
        assertThat(writes.leave()).isEqualTo(1);
        assertThat(writes.leave()).isZero();
    }

    private static StoreRequest write(long number) {
        return new StoreRequest.CompareAndCommit(
                SHARD, 0, new Condition.TermIs(1), new HeadChange.Become(head(number)), Optional.empty());
    }

    private static StoreAnswer refusedBy(long number) {
        return new StoreAnswer.Refused(Optional.of(head(number)));
    }

    private static Head head(long number) {
        return new Head(1, 0, new CommitId("owner", number), false, 0, 0, Floor.NONE);
    }
}
