package dev.holdfast.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.node.NodeSettings;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlanTest {
    private static final ClusterPlan TWO = new ClusterPlan(2, 3, 10, 7_400, 320, new ClusterStore.Own(9_042, 7_000, 1));

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        assertThat(ClusterPlan.read(folder)).isEmpty();
        TWO.write(folder);
        assertThat(ClusterPlan.read(folder)).contains(TWO);
        ClusterPlan theirs = new ClusterPlan(
                1, 1, 0, 1_000, 256, new ClusterStore.Existing(List.of("10.0.0.1:9042", "db:1"), "north", 3));
        theirs.write(folder);
        assertThat(ClusterPlan.read(folder)).contains(theirs);
    }

    @Test
    void eachNodeOfAnOwnCassandraKeepsACopyAndIsAContactPoint() throws IOException {
        ClusterPlan three = new ClusterPlan(1, 3, 0, 7_400, 320, new ClusterStore.Own(9_042, 7_000, 3));
        three.write(folder);
        assertThat(ClusterPlan.read(folder)).contains(three);
        assertThat(three.store().copies()).isEqualTo(3);
        assertThat(three.store().settings("k").contactPoints())
                .containsExactly("127.0.0.1:9042", "127.0.0.2:9042", "127.0.0.3:9042");
    }

    @Test
    void regionsThatShareNothingHaveAStoreEach() throws IOException {
        ClusterPlan each = new ClusterPlan(2, 1, 0, 7_400, 320, new ClusterStore.Own(9_042, 7_000, 1, true));
        each.write(folder);
        assertThat(ClusterPlan.read(folder)).contains(each);
        assertThat(each.storeOf("west").settings("k").contactPoints()).containsExactly("127.0.0.1:9042");
        assertThat(each.storeOf("east").settings("k").contactPoints()).containsExactly("127.0.0.1:9043");
        assertThat(each.nodesOf("east").getFirst().conf(each, folder.resolve("regions.conf")))
                .contains("\"127.0.0.1:9043\"");
        assertThat(TWO.storeOf("west")).isEqualTo(TWO.storeOf("east"));
    }

    @Test
    void aFileThatCannotBeUnderstoodIsNamed() throws IOException {
        Files.writeString(folder.resolve("cluster.conf"), "regions = many");
        assertThatThrownBy(() -> ClusterPlan.read(folder))
                .hasMessageContaining("cluster.conf cannot be understood")
                .hasMessageContaining("--data");
    }

    @Test
    void oneRegionIsTheOneThatCommandsMeanByDefaultAndOfSeveralEachHasAName() {
        assertThat(new ClusterPlan(1, 3, 0, 1, 320, TWO.store()).regionNames()).containsExactly("local");
        assertThat(TWO.places())
                .extracting(NodePlace::name)
                .containsExactly("west-1", "west-2", "west-3", "east-1", "east-2", "east-3");
    }

    @Test
    void noTwoNodesShareAPort() {
        assertThat(TWO.places().stream()
                        .flatMap(place -> List.of(place.grpcPort(), place.httpPort(), place.port()).stream()))
                .doesNotHaveDuplicates()
                .hasSize(18);
    }

    @Test
    void aNodeUnderstandsWhatIsWrittenForIt() throws IOException {
        Path regions = folder.resolve("regions.conf");
        Files.writeString(regions, TWO.regionsFile());
        NodePlace place = TWO.nodesOf("east").get(1);
        NodeSettings settings = NodeSettings.from(ConfigFactory.parseString(place.conf(TWO, regions)));
        assertThat(settings.region()).isEqualTo("east");
        assertThat(settings.cluster().port()).isEqualTo(place.port());
        assertThat(settings.cluster().seedNodes())
                .extracting(Object::toString)
                .containsExactly("127.0.0.1:7432", "127.0.0.1:7442", "127.0.0.1:7452");
        assertThat(settings.edge().grpcPort()).isEqualTo(7_440);
        CassandraSettings store = CassandraSettings.from(settings.config());
        assertThat(store.keyspace()).isEqualTo("holdfast_east");
        assertThat(store.contactPoints()).containsExactly("127.0.0.1:9042");
        assertThat(ConfigFactory.parseString(TWO.regionsFile()).getStringList("west"))
                .containsExactly("127.0.0.1:7400", "127.0.0.1:7410", "127.0.0.1:7420");
    }
}
