package dev.holdfast.node.instance;

import com.google.protobuf.FieldMask;
import dev.holdfast.core.instance.SpecChange;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.UpdateInstanceRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an update asks for, between its message with its field mask and core's record. */
final class UpdateMapping {
    private static final String METADATA = "metadata";
    private static final String LABELS = "labels";
    private static final String STOP_GRACE = "stop_grace";
    private static final String PLACEMENT_DEADLINE = "placement_deadline";
    private static final List<String> CHANGEABLE = List.of(METADATA, LABELS, STOP_GRACE, PLACEMENT_DEADLINE);

    /** Stands for everything that can be changed. */
    private static final String ALL = "*";

    private UpdateMapping() {}

    /** @throws io.grpc.StatusRuntimeException when the mask names what cannot be changed, or nothing does */
    static SpecChange change(UpdateInstanceRequest request) {
        Instance instance = request.getInstance();
        Set<String> paths = paths(request.getUpdateMask(), instance);
        return new SpecChange(
                named(paths, METADATA, new TreeMap<>(instance.getMetadataMap())),
                named(paths, LABELS, new TreeMap<>(instance.getLabelsMap())),
                named(paths, STOP_GRACE, stopGrace(instance)),
                named(paths, PLACEMENT_DEADLINE, placementDeadline(instance)));
    }

    private static Duration stopGrace(Instance instance) {
        return instance.hasStopGrace() ? ProtoTimes.of(instance.getStopGrace()) : SpecMapping.STOP_GRACE;
    }

    private static Duration placementDeadline(Instance instance) {
        return instance.hasPlacementDeadline()
                ? ProtoTimes.of(instance.getPlacementDeadline())
                : SpecMapping.PLACEMENT_DEADLINE;
    }

    private static Set<String> paths(FieldMask mask, Instance instance) {
        if (mask.getPathsList().isEmpty()) {
            return thoseThatAreSet(instance);
        }
        if (mask.getPathsList().equals(List.of(ALL))) {
            return new LinkedHashSet<>(CHANGEABLE);
        }
        List<StatusMapping.FieldFault> faults = mask.getPathsList().stream()
                .filter(path -> !CHANGEABLE.contains(path))
                .map(UpdateMapping::fault)
                .toList();
        if (!faults.isEmpty()) {
            throw StatusMapping.ofFields(faults);
        }
        return new LinkedHashSet<>(mask.getPathsList());
    }

    private static Set<String> thoseThatAreSet(Instance instance) {
        Set<String> paths = new LinkedHashSet<>();
        if (instance.getMetadataCount() > 0) {
            paths.add(METADATA);
        }
        if (instance.getLabelsCount() > 0) {
            paths.add(LABELS);
        }
        if (instance.hasStopGrace()) {
            paths.add(STOP_GRACE);
        }
        if (instance.hasPlacementDeadline()) {
            paths.add(PLACEMENT_DEADLINE);
        }
        if (paths.isEmpty()) {
            throw StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(
                    "update_mask", "names nothing, and nothing that can be changed is set: " + changeable())));
        }
        return paths;
    }

    private static StatusMapping.FieldFault fault(String path) {
        if (path.equals(ALL)) {
            return new StatusMapping.FieldFault("update_mask", "'*' names everything, so it stands alone");
        }
        boolean known = Instance.getDescriptor().findFieldByName(path) != null;
        return new StatusMapping.FieldFault(
                "update_mask",
                "'" + path + "' " + (known ? "cannot be changed" : "is no field of an instance") + "; what can is "
                        + changeable());
    }

    private static String changeable() {
        return String.join(", ", CHANGEABLE);
    }

    private static Optional<SortedMap<String, String>> named(
            Set<String> paths, String path, SortedMap<String, String> value) {
        return paths.contains(path) ? Optional.of(value) : Optional.empty();
    }

    private static Optional<Duration> named(Set<String> paths, String path, Duration value) {
        return paths.contains(path) ? Optional.of(value) : Optional.empty();
    }
}
