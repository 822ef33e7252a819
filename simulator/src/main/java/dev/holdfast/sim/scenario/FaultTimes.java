package dev.holdfast.sim.scenario;

import dev.holdfast.cli.cluster.NodePlace;
import dev.holdfast.sim.cluster.ProcessRegion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the other nodes noticed that one was gone and when they took it for dead, by their own logs. All write them with
 * the clock of one machine.
 *
 * @param noticed after the fault the first of them lost its heartbeat; empty when none did
 * @param decided after the fault they took it out of the region; empty when they did not
 */
record FaultTimes(Optional<Duration> noticed, Optional<Duration> decided) {
    private static final String NOTICED = "Marking node as UNREACHABLE";
    private static final String DECIDED = "is downing [";

    static FaultTimes read(ProcessRegion region, NodePlace victim, Instant fault) throws IOException {
        Optional<Instant> noticed = Optional.empty();
        Optional<Instant> decided = Optional.empty();
        for (NodePlace place : region.nodes()) {
            if (!place.equals(victim)) {
                Path log = region.cluster().member(place.name()).logFile();
                noticed = earlier(noticed, first(log, NOTICED, victim, fault));
                decided = earlier(decided, first(log, DECIDED, victim, fault));
            }
        }
        return new FaultTimes(
                noticed.map(at -> Duration.between(fault, at)), decided.map(at -> Duration.between(fault, at)));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }

    private static Optional<Instant> first(Path log, String words, NodePlace victim, Instant since) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(words) && line.contains(victim.clusterAddress()))
                    .flatMap(line -> time(line).stream())
                    .filter(at -> at.isAfter(since))
                    .findFirst();
        }
    }

    private static Optional<Instant> time(String line) {
        try {
            int space = line.indexOf(' ');
            return space < 0
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(line.substring(0, space)).toInstant());
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
