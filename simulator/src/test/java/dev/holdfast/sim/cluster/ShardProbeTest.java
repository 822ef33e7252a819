package dev.holdfast.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.sim.cluster.ShardProbe.Silences;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardProbeTest {
    @Test
    void everyShardIsAskedUnderANameOfItsOwn() {
        var names = ShardProbe.onePerShard(id -> ShardId.of("host", id, 64));
        assertThat(names.keySet())
                .containsExactlyElementsOf(IntStream.range(0, 64)
                        .mapToObj(number -> new ShardId("host", number))
                        .toList());
        names.forEach((shard, id) -> assertThat(ShardId.of("host", id, 64)).isEqualTo(shard));
    }

    @Test
    void aSilenceIsToldOfTheWorstShardOfNineInTenAndOfHalfOfThem() {
        List<Duration> shards = IntStream.rangeClosed(1, 100)
                .mapToObj(seconds -> Duration.ofSeconds(101 - seconds))
                .toList();
        assertThat(Silences.of(shards))
                .isEqualTo(new Silences(Duration.ofSeconds(100), Duration.ofSeconds(90), Duration.ofSeconds(50)));
    }
}
