package dev.holdfast.node.log.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That these are the names and values of a real Cassandra shows every test that opens a store. */
class NodeFitnessTest {
    private static final Map<String, String> FIT =
            Map.of("paxos_variant", "v2", "commitlog_sync", "batch", "paxos_state_purging", "repaired");

    @Test
    void whatALogNeedsIsFit() {
        assertThat(NodeFitness.of("a:9042", FIT).useless()).isEmpty();
        assertThat(NodeFitness.of("a:9042", FIT).unsafe()).isEmpty();
        assertThat(NodeFitness.of("a:9042", with("commitlog_sync", "group")).unsafe())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"v1", "v1_without_linearizable_reads"})
    void theOldPaxosIsUselessWhateverOneRisks(String variant) {
        assertThat(NodeFitness.of("a:9042", with("paxos_variant", variant)).useless())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("paxos_variant is " + variant + " on Cassandra's node a:9042")
                        .contains("set paxos_variant: v2"));
    }

    @ParameterizedTest
    @CsvSource({"commitlog_sync,periodic", "paxos_state_purging,legacy", "paxos_state_purging,gc_grace"})
    void whatMayLoseAnAcknowledgedCommitIsUnsafe(String setting, String value) {
        NodeFitness fitness = NodeFitness.of("a:9042", with(setting, value));
        assertThat(fitness.useless()).isEmpty();
        assertThat(fitness.unsafe())
                .singleElement()
                .asString()
                .startsWith(setting + " is " + value + " on node a:9042");
    }

    @Test
    void aSettingThatIsNotShownCountsAsWrong() {
        assertThat(NodeFitness.of("a:9042", Map.of()).useless()).isPresent();
        assertThat(NodeFitness.of("a:9042", Map.of()).unsafe()).hasSize(2);
    }

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> settings = new TreeMap<>(FIT);
        settings.put(setting, value);
        return settings;
    }
}
