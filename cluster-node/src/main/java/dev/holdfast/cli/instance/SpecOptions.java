package dev.holdfast.cli.instance;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.HealingPolicy;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.PlacementConstraints;
import dev.holdfast.v1.Quantities;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an instance shall be. Bounds are the server's to check; it names the field and the rule. */
final class SpecOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = "--size",
            paramLabel = "NAME",
            completionCandidates = KnownNames.OfSizes.class,
            description = "A size of the region instead of the four below; `holdfast region sizes` lists them.")
    private Optional<String> size = Optional.empty();

    @Option(names = "--cores", paramLabel = "N", description = "Whole cores (${DEFAULT-VALUE}).")
    private int cores = 1;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Quantity.Mebibytes.class,
            defaultValue = "1GiB",
            description = "Memory, such as 512MiB or 4GiB (${DEFAULT-VALUE}).")
    private long memoryMib;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            converter = Quantity.Gibibytes.class,
            defaultValue = "10GiB",
            description = "Disk in whole GiB, such as 20GiB (${DEFAULT-VALUE}).")
    private long diskGib;

    @Option(names = "--gpus", paramLabel = "N", description = "Whole GPUs (${DEFAULT-VALUE}).")
    private int gpus;

    @Option(names = "--image", paramLabel = "IMAGE", description = "What its host boots (${DEFAULT-VALUE}).")
    private String image = "demo";

    @Option(
            names = "--spread-key",
            paramLabel = "KEY",
            description = "Instances with the same key go to different fault domains as long as they can.")
    private String spreadKey = "";

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "For your own use; may be repeated.")
    private Map<String, String> labels = Map.of();

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Handed to the guest; may be repeated.")
    private Map<String, String> metadata = Map.of();

    @Option(
            names = "--host-label",
            paramLabel = "KEY=VALUE",
            description = "Only hosts that carry this label; may be repeated.")
    private Map<String, String> hostLabels = Map.of();

    @Option(names = "--fault-domain", paramLabel = "NAME", description = "Only hosts of this fault domain.")
    private String faultDomain = "";

    @Option(
            names = "--stop-grace",
            paramLabel = "TIME",
            converter = Quantity.Time.class,
            description = "How long a stop may take before it is forced (90s).")
    private Optional<Duration> stopGrace = Optional.empty();

    @Option(
            names = "--placement-deadline",
            paramLabel = "TIME",
            converter = Quantity.Time.class,
            description = "How long a host is looked for (5m).")
    private Optional<Duration> placementDeadline = Optional.empty();

    @Option(
            names = "--on-silence",
            paramLabel = "WHAT",
            description =
                    "When its host hears nothing of the cluster: keep lets it run on; stop has the host's watchdog stop it"
                            + " after a minute, so that it can be started elsewhere without anybody's word (keep).")
    private Optional<Silence> onSilence = Optional.empty();

    @Option(
            names = "--healing",
            paramLabel = "POLICY",
            description =
                    "When its host is silent: consistent starts it elsewhere only when it is certain that it does not"
                            + " run there; available after a while, and it may run twice (consistent).")
    private Optional<Healing> healing = Optional.empty();

    /** As people type it. */
    enum Silence {
        KEEP,
        STOP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As people type it. */
    enum Healing {
        CONSISTENT,
        AVAILABLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--user-data-file", paramLabel = "FILE", description = "Handed to the guest as it is; UTF-8.")
    private Optional<Path> userDataFile = Optional.empty();

    Instance instance() {
        Instance.Builder instance = Instance.newBuilder()
                .setImage(image)
                .setSpreadKey(spreadKey)
                .putAllLabels(labels)
                .putAllMetadata(metadata);
        if (size.isPresent()) {
            refuseQuantities();
            instance.setSizeName(size.get());
        } else {
            instance.setSize(Quantities.newBuilder()
                    .setCores(cores)
                    .setMemoryMib(memoryMib)
                    .setDiskGib(diskGib)
                    .setGpus(gpus));
        }
        if (!hostLabels.isEmpty() || !faultDomain.isEmpty()) {
            instance.setConstraints(PlacementConstraints.newBuilder()
                    .setFaultDomain(faultDomain)
                    .putAllHostLabels(hostLabels));
        }
        stopGrace.map(SpecOptions::proto).ifPresent(instance::setStopGrace);
        placementDeadline.map(SpecOptions::proto).ifPresent(instance::setPlacementDeadline);
        onSilence
                .map(each -> switch (each) {
                    case KEEP -> OnSilence.ON_SILENCE_KEEP;
                    case STOP -> OnSilence.ON_SILENCE_STOP;
                })
                .ifPresent(instance::setOnSilence);
        healing.map(each -> switch (each) {
                    case CONSISTENT -> HealingPolicy.HEALING_POLICY_CONSISTENT;
                    case AVAILABLE -> HealingPolicy.HEALING_POLICY_AVAILABLE;
                })
                .ifPresent(instance::setHealing);
        userDataFile.map(SpecOptions::read).ifPresent(instance::setUserData);
        return instance.build();
    }

    private void refuseQuantities() {
        for (String option : List.of("--cores", "--memory", "--disk", "--gpus")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(spec.commandLine(), "give either --size or " + option);
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException binary) {
            throw new CommandFailure(ExitCode.USAGE, "--user-data-file " + file + ": it is not UTF-8 text", binary);
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--user-data-file " + file + ": it cannot be read (" + unreadable + ")",
                    unreadable);
        }
    }

    static com.google.protobuf.Duration proto(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }
}
