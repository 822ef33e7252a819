package dev.holdfast.node.instance;

import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.v1.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a project asks for, between its message and core's record. */
final class SpecMapping {
    static final Duration STOP_GRACE = Duration.ofSeconds(90);
    static final Duration PLACEMENT_DEADLINE = Duration.ofMinutes(5);

    private SpecMapping() {}

    /**
     * @param sizes that have a name
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when it has no image, or not just one size that is known
     */
    static InstanceSpec spec(String project, Instance instance, SizeCatalogue sizes) {
        return new InstanceSpec(
                size(instance, sizes),
                image(instance),
                instance.getCommandList(),
                instance.getUserData(),
                new TreeMap<>(instance.getMetadataMap()),
                new TreeMap<>(instance.getLabelsMap()),
                instance.getSpreadKey().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new SpreadKey(project, instance.getSpreadKey())),
                constraints(instance.getConstraints()),
                instance.hasStopGrace() ? ProtoTimes.of(instance.getStopGrace()) : STOP_GRACE,
                instance.hasPlacementDeadline() ? ProtoTimes.of(instance.getPlacementDeadline()) : PLACEMENT_DEADLINE,
                onSilence(instance.getOnSilence()),
                healing(instance.getHealing()));
    }

    static void fill(Instance.Builder instance, InstanceSpec spec) {
        instance.setSize(quantities(spec.size()))
                .setImage(spec.image())
                .addAllCommand(spec.command())
                .setUserData(spec.userData())
                .putAllMetadata(spec.metadata())
                .putAllLabels(spec.labels())
                .setSpreadKey(spec.spreadKey().map(SpreadKey::key).orElse(""))
                .setStopGrace(ProtoTimes.of(spec.stopGrace()))
                .setPlacementDeadline(ProtoTimes.of(spec.placementDeadline()))
                .setOnSilence(
                        switch (spec.onSilence()) {
                            case KEEP -> dev.holdfast.v1.OnSilence.ON_SILENCE_KEEP;
                            case STOP -> dev.holdfast.v1.OnSilence.ON_SILENCE_STOP;
                        })
                .setHealing(
                        switch (spec.healing()) {
                            case CONSISTENT -> dev.holdfast.v1.HealingPolicy.HEALING_POLICY_CONSISTENT;
                            case AVAILABLE -> dev.holdfast.v1.HealingPolicy.HEALING_POLICY_AVAILABLE;
                        });
        if (!spec.constraints().equals(PlacementConstraints.NONE)) {
            instance.setConstraints(dev.holdfast.v1.PlacementConstraints.newBuilder()
                    .setFaultDomain(spec.constraints()
                            .faultDomain()
                            .map(FaultDomain::value)
                            .orElse(""))
                    .putAllHostLabels(spec.constraints().hostLabels()));
        }
    }

    /** Validation lets no other value through. */
    private static OnSilence onSilence(dev.holdfast.v1.OnSilence asked) {
        return switch (asked) {
            case ON_SILENCE_STOP -> OnSilence.STOP;
            case ON_SILENCE_KEEP, ON_SILENCE_UNSPECIFIED, UNRECOGNIZED -> OnSilence.KEEP;
        };
    }

    private static HealingPolicy healing(dev.holdfast.v1.HealingPolicy asked) {
        return switch (asked) {
            case HEALING_POLICY_AVAILABLE -> HealingPolicy.AVAILABLE;
            case HEALING_POLICY_CONSISTENT, HEALING_POLICY_UNSPECIFIED, UNRECOGNIZED -> HealingPolicy.CONSISTENT;
        };
    }

    private static String image(Instance instance) {
        if (instance.getImage().isEmpty()) {
            throw fault("instance.image", "is needed");
        }
        return instance.getImage();
    }

    /** What a name stands for now is what is kept. */
    private static Quantities size(Instance instance, SizeCatalogue sizes) {
        if (instance.hasSize() != instance.getSizeName().isEmpty()) {
            throw fault(
                    "instance.size",
                    instance.hasSize()
                            ? "is given and so is size_name; one of them is needed"
                            : "is needed, or size_name");
        }
        if (instance.hasSize()) {
            return quantities(instance.getSize());
        }
        return sizes.size(instance.getSizeName())
                .orElseThrow(() -> fault(
                        "instance.size_name",
                        "is no size of this region: " + instance.getSizeName() + "; there are " + sizes.names()));
    }

    private static RuntimeException fault(String field, String rule) {
        return StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(field, rule)));
    }

    static Quantities quantities(dev.holdfast.v1.Quantities size) {
        return new Quantities(size.getCores(), size.getMemoryMib(), size.getDiskGib(), size.getGpus());
    }

    static dev.holdfast.v1.Quantities quantities(Quantities size) {
        return dev.holdfast.v1.Quantities.newBuilder()
                .setCores(size.cores())
                .setMemoryMib(size.memoryMib())
                .setDiskGib(size.diskGib())
                .setGpus(size.gpus())
                .build();
    }

    private static PlacementConstraints constraints(dev.holdfast.v1.PlacementConstraints constraints) {
        return new PlacementConstraints(
                constraints.getFaultDomain().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new FaultDomain(constraints.getFaultDomain())),
                new TreeMap<>(constraints.getHostLabelsMap()));
    }
}
