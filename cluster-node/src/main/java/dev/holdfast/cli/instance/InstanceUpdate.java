package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import com.google.protobuf.FieldMask;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.UpdateInstanceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "update",
        description = "Change labels, metadata and policies of instances.",
        footer = {
            "  holdfast instance update web-1 --label tier=gold --remove-label trial",
            "  holdfast instance update web-1 web-2 --stop-grace 30s",
            "",
            "Other labels and metadata stay. Metadata reaches the guest when it is next started or restarted."
        })
final class InstanceUpdate extends InstanceVerb {
    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Set a label; may be repeated.")
    private Map<String, String> labels = Map.of();

    @Option(names = "--remove-label", paramLabel = "KEY", description = "Take a label away; may be repeated.")
    private List<String> lessLabels = List.of();

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Set metadata; may be repeated.")
    private Map<String, String> metadata = Map.of();

    @Option(names = "--remove-metadata", paramLabel = "KEY", description = "Take metadata away; may be repeated.")
    private List<String> lessMetadata = List.of();

    @Option(
            names = "--stop-grace",
            paramLabel = "TIME",
            converter = Quantity.Time.class,
            description = "How long a stop may take before it is forced.")
    private Optional<Duration> stopGrace = Optional.empty();

    @Option(
            names = "--placement-deadline",
            paramLabel = "TIME",
            converter = Quantity.Time.class,
            description = "How long a host is looked for.")
    private Optional<Duration> placementDeadline = Optional.empty();

    @Override
    void check(CommandSpec asked) {
        if (!changesLabels() && !changesMetadata() && stopGrace.isEmpty() && placementDeadline.isEmpty()) {
            throw new ParameterException(
                    asked.commandLine(),
                    "nothing to change: give --label, --remove-label, --metadata, --remove-metadata, --stop-grace or"
                            + " --placement-deadline");
        }
    }

    /**
     * Labels and metadata are replaced whole, so those that stay are read first, and the update is refused if somebody
     * changed the instance in between. Sent again after it took effect, it asks for the same again.
     */
    @Override
    Operation send(Client client, Verb verb) {
        Instance.Builder instance = Instance.newBuilder().setName(verb.name());
        FieldMask.Builder mask = FieldMask.newBuilder();
        String etag = verb.etag();
        if (changesLabels() || changesMetadata()) {
            Instance before = client.instances(verb.deadline())
                    .getInstance(
                            GetInstanceRequest.newBuilder().setName(verb.name()).build());
            etag = etag.isEmpty() ? before.getEtag() : etag;
            if (changesLabels()) {
                instance.putAllLabels(changed(before.getLabelsMap(), labels, lessLabels));
                mask.addPaths("labels");
            }
            if (changesMetadata()) {
                instance.putAllMetadata(changed(before.getMetadataMap(), metadata, lessMetadata));
                mask.addPaths("metadata");
            }
        }
        stopGrace.ifPresent(grace -> {
            instance.setStopGrace(SpecOptions.proto(grace));
            mask.addPaths("stop_grace");
        });
        placementDeadline.ifPresent(deadline -> {
            instance.setPlacementDeadline(SpecOptions.proto(deadline));
            mask.addPaths("placement_deadline");
        });
        return client.instances(verb.deadline())
                .updateInstance(UpdateInstanceRequest.newBuilder()
                        .setInstance(instance)
                        .setUpdateMask(mask)
                        .setRequestId(verb.requestId())
                        .setEtag(etag)
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }

    private boolean changesLabels() {
        return !labels.isEmpty() || !lessLabels.isEmpty();
    }

    private boolean changesMetadata() {
        return !metadata.isEmpty() || !lessMetadata.isEmpty();
    }

    private static Map<String, String> changed(Map<String, String> before, Map<String, String> set, List<String> less) {
        Map<String, String> after = new TreeMap<>(before);
        after.putAll(set);
        less.forEach(after::remove);
        return after;
    }
}
