package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import com.google.protobuf.Timestamp;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectsTest {
    @Test
    void standInTheNameOrTheParentOfWhatARequestIsAbout() {
        assertThat(Projects.of(named("projects/shop/regions/local/instances/web-1")))
                .isEqualTo("shop");
        assertThat(Projects.of(CreateInstanceRequest.newBuilder()
                        .setParent("projects/shop/regions/local")
                        .build()))
                .isEqualTo("shop");
        assertThat(Projects.of(GetOperationRequest.newBuilder()
                        .setName("projects/shop/regions/local/operations/web-1.1")
                        .build()))
                .isEqualTo("shop");
    }

    @Test
    void areNoneWhereARequestIsAboutNoProject() {
        assertThat(Projects.of(GetHostRequest.newBuilder()
                        .setName("regions/local/hosts/host-1")
                        .build()))
                .isEmpty();
        assertThat(Projects.of(Timestamp.getDefaultInstance())).isEmpty();
        assertThat(Projects.of("no message")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "projects/", "projects//regions/local", "projects/shop", "shop/web-1"})
    void areNoneInANameThatIsNone(String name) {
        assertThat(Projects.of(named(name))).isEmpty();
    }

    @Test
    void areNoLongerThanANameMayBe() {
        assertThat(Projects.of(named("projects/" + "a".repeat(64) + "/regions/local/instances/web-1")))
                .isEmpty();
    }

    private static GetInstanceRequest named(String name) {
        return GetInstanceRequest.newBuilder().setName(name).build();
    }
}
