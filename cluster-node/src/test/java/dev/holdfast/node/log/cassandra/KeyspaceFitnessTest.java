package dev.holdfast.node.log.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyspaceFitnessTest {
    private static final String TOPOLOGY = "org.apache.cassandra.locator.NetworkTopologyStrategy";

    private static KeyspaceFitness of(boolean durableWrites, Map<String, String> replication) {
        return KeyspaceFitness.of("west", "north", replication, durableWrites);
    }

    @Test
    void threeCopiesInOneDataCentreKeepALog() {
        KeyspaceFitness fitness = of(true, Map.of("class", TOPOLOGY, "north", "3"));
        assertThat(fitness.useless()).isEmpty();
        assertThat(fitness.unsafe()).isEmpty();
    }

    @Test
    void aSecondDataCentreWouldKeepALogOfItsOwnAndIsRefusedWhateverOneRisks() {
        assertThat(of(true, Map.of("class", TOPOLOGY, "north", "3", "south", "3"))
                        .useless())
                .get()
                .asString()
                .contains("copies in south too", "one data centre");
    }

    @Test
    void noCopiesWhereTheNodeLooksAreRefusedAndSoIsAStrategyThatKnowsNoDataCentres() {
        assertThat(of(true, Map.of("class", TOPOLOGY, "south", "3")).useless()).isPresent();
        assertThat(of(true, Map.of("class", "SimpleStrategy", "replication_factor", "3"))
                        .useless())
                .isPresent();
    }

    @Test
    void fewerCopiesAndWritesThatAreNotDurableAreSaidToBeUnsafe() {
        assertThat(of(false, Map.of("class", TOPOLOGY, "north", "2")).unsafe())
                .hasSize(2)
                .anySatisfy(each -> assertThat(each).contains("2 of 3 copies"))
                .anySatisfy(each -> assertThat(each).contains("durable_writes of keyspace west is off"));
    }
}
