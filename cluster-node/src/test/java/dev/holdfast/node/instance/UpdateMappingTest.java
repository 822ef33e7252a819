package dev.holdfast.node.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import dev.holdfast.core.instance.SpecChange;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.UpdateInstanceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UpdateMappingTest {
    private static final Instance FULL = Instance.newBuilder()
            .putLabels("tier", "gold")
            .putMetadata("role", "api")
            .setStopGrace(com.google.protobuf.Duration.newBuilder().setSeconds(30))
            .setPlacementDeadline(com.google.protobuf.Duration.newBuilder().setSeconds(60))
            .setImage("another")
            .build();

    @Test
    void onlyWhatTheMaskNamesIsChanged() {
        SpecChange change = change(FULL, "labels");
        assertThat(change.labels()).contains(new TreeMap<>(FULL.getLabelsMap()));
        assertThat(change.metadata()).isEmpty();
        assertThat(change.stopGrace()).isEmpty();
        assertThat(change.placementDeadline()).isEmpty();
    }

    @Test
    void whatIsNamedAndNotSetGoesBackToItsDefault() {
        SpecChange change = change(Instance.getDefaultInstance(), "*");
        assertThat(change.labels()).contains(new TreeMap<>());
        assertThat(change.metadata()).contains(new TreeMap<>());
        assertThat(change.stopGrace()).contains(Duration.ofSeconds(90));
        assertThat(change.placementDeadline()).contains(Duration.ofMinutes(5));
    }

    @Test
    void anEmptyMaskNamesWhatIsSet() {
        SpecChange change = change(Instance.newBuilder()
                .putMetadata("role", "api")
                .setImage("another")
                .build());
        assertThat(change)
                .isEqualTo(new SpecChange(change.metadata(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(change.metadata().orElseThrow()).containsEntry("role", "api");
        assertThat(change(FULL)).isEqualTo(change(FULL, "*"));
    }

    @Test
    void whatCannotBeChangedIsRefusedByItsPathSayingWhatCan() {
        for (String path : List.of("size", "image", "state", "constraints", "labels.tier", "no_such", "")) {
            assertThatThrownBy(() -> change(FULL, "labels", path))
                    .hasMessageContaining("update_mask")
                    .hasMessageContaining("'" + path + "'")
                    .hasMessageContaining("metadata, labels, stop_grace, placement_deadline");
        }
        assertThatThrownBy(() -> change(FULL, "size")).hasMessageContaining("cannot be changed");
        assertThatThrownBy(() -> change(FULL, "no_such")).hasMessageContaining("is no field of an instance");
        assertThatThrownBy(() -> change(FULL, "*", "labels")).hasMessageContaining("stands alone");
    }

    @Test
    void anUpdateThatNamesNothingAtAllIsRefused() {
        assertThatThrownBy(() -> change(Instance.getDefaultInstance())).hasMessageContaining("names nothing");
    }

    private static SpecChange change(Instance instance, String... paths) {
        return UpdateMapping.change(UpdateInstanceRequest.newBuilder()
                .setInstance(instance)
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                .build());
    }
}
