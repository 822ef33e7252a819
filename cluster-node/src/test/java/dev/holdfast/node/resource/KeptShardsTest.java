package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.ShardId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node knows of the shards that it is to serve, from what their keepers tell. */
class KeptShardsTest {
    private static final ShardId FIRST = new ShardId("instance", 0);
    private static final ShardId SECOND = new ShardId("instance", 1);

    private final AtomicLong nanos = new AtomicLong();
    private final KeptShards shards = new KeptShards(nanos::get);

    @Test
    void aShardWaitsUntilItsKeeperHasAcquiredIt() {
        KeptShards.Kept kept = shards.begin(FIRST);
        later(3);
        assertThat(shards.counts()).isEqualTo(new KeptShards.Counts(0, 1, 0, Duration.ofSeconds(3)));
        kept.serves();
        assertThat(shards.counts()).isEqualTo(new KeptShards.Counts(1, 0, 0, Duration.ZERO));
        kept.waits();
        later(2);
        assertThat(shards.counts()).isEqualTo(new KeptShards.Counts(0, 1, 0, Duration.ofSeconds(2)));
    }

    @Test
    void theLongestWaitIsToldAndThoseThatAPersonMustLookAtDoNotWait() {
        shards.begin(FIRST);
        later(4);
        shards.begin(SECOND);
        later(1);
        shards.begin(new ShardId("host", 0)).isQuarantined();
        assertThat(shards.counts()).isEqualTo(new KeptShards.Counts(0, 2, 1, Duration.ofSeconds(5)));
        assertThat(shards.counts().kept()).isEqualTo(3);
    }

    @Test
    void whatIsLetGoCountsNoMoreWhateverItsKeeperStillTells() {
        KeptShards.Kept kept = shards.begin(FIRST);
        kept.isLetGo();
        kept.serves();
        assertThat(shards.counts()).isEqualTo(new KeptShards.Counts(0, 0, 0, Duration.ZERO));
    }

    @Test
    void aKeeperThatBeginsBeforeTheOlderOneHasEndedIsTheOneThatCounts() {
        KeptShards.Kept older = shards.begin(FIRST);
        KeptShards.Kept younger = shards.begin(FIRST);
        younger.serves();
        older.isGone();
        assertThat(shards.counts()).isEqualTo(new KeptShards.Counts(1, 0, 0, Duration.ZERO));
    }

    @Test
    void keepersThatEndOneAfterTheOtherDoNotHideHowLongTheirShardHasWaited() {
        for (int tries = 0; tries < 4; tries++) {
            KeptShards.Kept kept = shards.begin(FIRST);
            later(10);
            kept.isGone();
        }
        shards.begin(FIRST);
        assertThat(shards.counts().longestWait()).isEqualTo(Duration.ofSeconds(40));
        shards.begin(FIRST).isLetGo();
        later(10);
        shards.begin(FIRST);
        assertThat(shards.counts().longestWait()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoGetsAShardBackAfterItWasElsewhereBeginsToWaitAnew() {
        KeptShards.Kept overtaken = shards.begin(FIRST);
        overtaken.serves();
        overtaken.waits();
        overtaken.isGone();
        later(3_600);
        shards.begin(FIRST);
        assertThat(shards.counts().longestWait()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoIsOvertakenWhileItHandsOverLeavesNoWaitBehind() {
        KeptShards.Kept leaving = shards.begin(FIRST);
        leaving.serves();
        leaving.isLetGo();
        leaving.waits();
        leaving.isGone();
        later(10);
        shards.begin(FIRST);
        assertThat(shards.counts().longestWait()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anOlderKeeperDoesNotEndTheWaitOfAYoungerOne() {
        KeptShards.Kept older = shards.begin(FIRST);
        shards.begin(FIRST);
        older.serves();
        older.isLetGo();
        later(5);
        assertThat(shards.counts().longestWait()).isEqualTo(Duration.ofSeconds(5));
    }

    private void later(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
