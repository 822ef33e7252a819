package dev.holdfast.sim.campaign;

import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.sim.fault.Fault;
import dev.holdfast.sim.model.FactKind;
import dev.holdfast.sim.model.Transitions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a campaign reached, in how many of its seeds: each transition and event of a life, each kind of fault, each
 * outcome of an append, and branches that are rare and must be walked sometimes. What is reached in less than one seed
 * of a hundred was not really tried.
 */
public final class Coverage {
    /** The share of seeds in which each thing should occur. */
    public static final double SHARE_AT_LEAST = 0.01;

    private static final List<String> APPEND_OUTCOMES = List.of(
            "append applied",
            "append refused",
            "append refused by itself",
            "append unavailable",
            "append no answer",
            "append unknown, applied",
            "append unknown, dropped",
            "append unknown, lands late",
            "append unknown to its caller",
            "append refused FENCED",
            "append refused STALE_COPY",
            "append refused UNAVAILABLE");

    private static final List<String> SOMETIMES = List.of(
            "a client asked again",
            "a client forgot",
            "a late write landed",
            "a stale copy found out",
            "a watcher asked again",
            "a watcher heard",
            "barrier failed",
            "deadline",
            "fenced",
            "fork",
            "guest ended by itself",
            "guest started by itself",
            "network delayed",
            "network duplicated",
            "network lost",
            "nowhere to place",
            "session ended: host moved",
            "session ended: node died",
            "store request failed",
            "went to sleep");

    /**
     * What the code can do and this world cannot bring about yet, with the reason; printed, so that nobody takes it for
     * covered.
     */
    static final SortedMap<String, String> NOT_YET = new TreeMap<>(Map.of(
            "event ClaimLost", "comes of an answer about another life of a host's name, and no host can be deleted yet",
            "transition PENDING -> DELETING", "quota is granted in the same commit, so PENDING lasts for no time yet",
            "transition PENDING -> FAILED", "the same",
            "transition PENDING -> PENDING", "the same"));

    private final SortedMap<String, Integer> seedsWith = new TreeMap<>();
    private int seeds;

    /**
     * One thing.
     *
     * @param seeds in how many seeds it was reached
     * @param wanted whether it is one of those that should be
     */
    public record Line(String probe, int seeds, double share, boolean wanted) {
        public boolean enough() {
            return !wanted || share >= SHARE_AT_LEAST;
        }
    }

    void add(Outcome outcome) {
        seeds++;
        outcome.reached().keySet().forEach(probe -> seedsWith.merge(probe, 1, Integer::sum));
    }

    /** Everything that should be reached, and what else was. */
    public List<Line> lines() {
        SortedSet<String> wanted = wanted();
        SortedSet<String> all = new TreeSet<>(wanted);
        all.addAll(seedsWith.keySet());
        List<Line> lines = new ArrayList<>();
        for (String probe : all) {
            int with = seedsWith.getOrDefault(probe, 0);
            lines.add(new Line(probe, with, seeds == 0 ? 0 : (double) with / seeds, wanted.contains(probe)));
        }
        return lines;
    }

    /** What should have been reached, and was in too few seeds. */
    public List<Line> tooRare() {
        return lines().stream().filter(line -> !line.enough()).toList();
    }

    /** What every large campaign should reach. */
    static SortedSet<String> wanted() {
        SortedSet<String> wanted = new TreeSet<>(APPEND_OUTCOMES);
        wanted.addAll(SOMETIMES);
        for (Class<?> kind : Fault.class.getPermittedSubclasses()) {
            wanted.add("fault " + kind.getSimpleName());
        }
        for (Class<?> event : InstanceEvent.class.getPermittedSubclasses()) {
            wanted.add("event " + event.getSimpleName());
        }
        for (Class<?> event : HostEvent.class.getPermittedSubclasses()) {
            wanted.add("event " + event.getSimpleName());
        }
        Transitions.except(EnumSet.of(FactKind.CLAIM_LOST)).forEach(each -> wanted.add("transition " + each));
        wanted.removeAll(NOT_YET.keySet());
        return wanted;
    }
}
