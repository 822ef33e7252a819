package dev.holdfast.agent.simulated;

import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.JsonLines;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What really was on one simulated host, for judges: a history that the host's driver wrote and synced before anything
 * counted as begun. It is evidence and keeps no rules: if the host was told to run an instance twice, it says so.
 *
 * @param changes oldest first; their instants never go back
 */
public record GroundTruth(List<Change> changes) {
    /** The file's name in a host's directory. */
    public static final String FILE = "truth.jsonl";

    public GroundTruth {
        changes = List.copyOf(changes);
    }

    /** What can happen to an incarnation. */
    public enum Kind {
        CREATED,
        STARTED,
        STOPPED,
        /** Stopped by the host's watchdog, because the lease had ended. */
        FENCED,
        REMOVED
    }

    /**
     * One change.
     *
     * @param instance projects/{project}/regions/{region}/instances/{instance}
     * @param assignment number of the assignment that wanted it; of the last one when it happened by itself
     * @param size what it takes, from its creation to its removal
     * @param onSilence whether it is under the host's lease
     */
    public record Change(
            Instant at,
            Incarnation incarnation,
            String instance,
            long assignment,
            Kind kind,
            Quantities size,
            OnSilence onSilence) {
        /** Of one that silence does not stop. */
        public Change(
                Instant at, Incarnation incarnation, String instance, long assignment, Kind kind, Quantities size) {
            this(at, incarnation, instance, assignment, kind, size, OnSilence.KEEP);
        }
    }

    /**
     * A time during which something was so.
     *
     * @param until when it ended; absent when it had not at the end of the history
     */
    public record Span(
            Incarnation incarnation, String instance, Quantities size, Instant from, Optional<Instant> until) {
        /** Whether it was so at this instant: from the beginning on, and no longer at the end. */
        public boolean contains(Instant at) {
            return !at.isBefore(from) && until.filter(end -> !at.isBefore(end)).isEmpty();
        }
    }

    /**
     * Two epochs of one instance that ran on this host at once.
     *
     * @param second which was started while the first was running
     */
    public record Doubled(Incarnation first, Incarnation second, Instant at) {}

    /**
     * One line of the file.
     *
     * @param onSilence absent where it is KEEP
     */
    record Line(
            Instant at,
            String uid,
            String instance,
            long epoch,
            long assignment,
            Kind change,
            int cores,
            long memoryMib,
            long diskGib,
            int gpus,
            Optional<OnSilence> onSilence) {
        static Line of(Change change) {
            return new Line(
                    change.at(),
                    change.incarnation().uid().value(),
                    change.instance(),
                    change.incarnation().epoch().value(),
                    change.assignment(),
                    change.kind(),
                    change.size().cores(),
                    change.size().memoryMib(),
                    change.size().diskGib(),
                    change.size().gpus(),
                    change.onSilence() == OnSilence.KEEP ? Optional.empty() : Optional.of(change.onSilence()));
        }

        Change toChange() {
            return new Change(
                    at,
                    new Incarnation(new Uid(uid), new Epoch(epoch)),
                    instance,
                    assignment,
                    change,
                    new Quantities(cores, memoryMib, diskGib, gpus),
                    onSilence.orElse(OnSilence.KEEP));
        }
    }

    /**
     * Reads a history, also while its host goes on writing it. A last line that was cut short never happened; no file
     * is an empty history.
     *
     * @param file a host's {@code truth.jsonl}
     * @throws IOException naming file and line, when a whole line cannot be read
     */
    public static GroundTruth read(Path file) throws IOException {
        return new GroundTruth(JsonLines.read(file, Line.class).values().stream()
                .map(Line::toChange)
                .toList());
    }

    /** When what was running here. */
    public List<Span> runs() {
        return spans(Kind.STARTED, change -> change.kind() == Kind.STOPPED || change.kind() == Kind.FENCED);
    }

    /** When what was here and took its size of the host, running or not. */
    public List<Span> stays() {
        return spans(Kind.CREATED, change -> change.kind() == Kind.REMOVED);
    }

    private List<Span> spans(Kind begins, Predicate<Change> ends) {
        List<Span> spans = new ArrayList<>();
        SortedMap<Incarnation, Change> open = new TreeMap<>();
        for (Change change : changes) {
            if (change.kind() == begins) {
                open.putIfAbsent(change.incarnation(), change);
            } else if (ends.test(change)) {
                Optional.ofNullable(open.remove(change.incarnation()))
                        .ifPresent(begun -> spans.add(span(begun, Optional.of(change.at()))));
            }
        }
        open.values().forEach(begun -> spans.add(span(begun, Optional.empty())));
        return Collections.unmodifiableList(spans);
    }

    private static Span span(Change begun, Optional<Instant> until) {
        return new Span(begun.incarnation(), begun.instance(), begun.size(), begun.at(), until);
    }

    /** What runs at the end of the history. */
    public List<Span> running() {
        return runs().stream().filter(span -> span.until().isEmpty()).toList();
    }

    /** Every start of an instance while another epoch of it was running on this host. */
    public List<Doubled> doubled() {
        List<Doubled> doubled = new ArrayList<>();
        Map<Uid, SortedMap<Epoch, Incarnation>> running = new TreeMap<>();
        for (Change change : changes) {
            SortedMap<Epoch, Incarnation> epochs =
                    running.computeIfAbsent(change.incarnation().uid(), _ -> new TreeMap<>());
            Epoch epoch = change.incarnation().epoch();
            switch (change.kind()) {
                case STARTED -> {
                    epochs.values().stream()
                            .filter(other -> !other.epoch().equals(epoch))
                            .forEach(other -> doubled.add(new Doubled(other, change.incarnation(), change.at())));
                    epochs.put(epoch, change.incarnation());
                }
                case STOPPED, FENCED, REMOVED -> epochs.remove(epoch);
                case CREATED -> {}
            }
        }
        return Collections.unmodifiableList(doubled);
    }

    /** The most that was here at any instant, of each quantity on its own. */
    public Quantities peak() {
        Quantities now = Quantities.NONE;
        Quantities peak = Quantities.NONE;
        SortedMap<Incarnation, Quantities> here = new TreeMap<>();
        for (Change change : changes) {
            if (change.kind() == Kind.CREATED && here.putIfAbsent(change.incarnation(), change.size()) == null) {
                now = now.plus(change.size());
            } else if (change.kind() == Kind.REMOVED) {
                now = now.minus(
                        Optional.ofNullable(here.remove(change.incarnation())).orElse(Quantities.NONE));
            }
            peak = largest(peak, now);
        }
        return peak;
    }

    private static Quantities largest(Quantities one, Quantities other) {
        return new Quantities(
                Math.max(one.cores(), other.cores()),
                Math.max(one.memoryMib(), other.memoryMib()),
                Math.max(one.diskGib(), other.diskGib()),
                Math.max(one.gpus(), other.gpus()));
    }
}
