package dev.holdfast.core.placement;

import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses a host.
 *
 * <p>Goals, in this order: (1) an instance shares a fault domain with another of its spread key only when every domain
 * that could take it has one already; (2) hosts are filled tightly, so that large instances still find room; (3) GPUs
 * are kept for those who need them; (4) several placers that see the same fleet rarely choose the same host.
 *
 * <p>Constraints: every {@link PlacementRule}.
 *
 * <p>Method: check each host; keep those in the fault domains with the fewest instances of the key; score what each
 * would have left; draw at random among the best few. The draw is part of the input, so a choice can be repeated.
 */
public final class PlacementPolicy {
    /** Among how many of the best the draw is made. */
    static final int BEST_FEW = 4;

    /** Added to the score of a host whose GPUs an instance would not use; larger than any other score. */
    private static final double GPU_HOST = 4.0;

    private record Candidate(Slot slot, double score) {}

    private PlacementPolicy() {}

    /** @param draw any number; decides among the best few */
    public static PlacementDecision choose(Fleet fleet, PlacementRequest request, long draw) {
        Map<PlacementRule, Integer> failed = new EnumMap<>(PlacementRule.class);
        List<Slot> fitting = new ArrayList<>();
        int fewest = Integer.MAX_VALUE;
        for (Slot slot : fleet.slots()) {
            Optional<PlacementRule> broken = firstBroken(slot, request);
            if (broken.isPresent()) {
                failed.merge(broken.get(), 1, Integer::sum);
                continue;
            }
            int together = together(fleet, slot, request);
            if (together < fewest) {
                fitting.clear();
                fewest = together;
            }
            if (together == fewest) {
                fitting.add(slot);
            }
        }
        PlacementExplanation explanation = new PlacementExplanation(
                fleet.size(), Collections.unmodifiableSortedMap(new java.util.TreeMap<>(failed)));
        if (fitting.isEmpty()) {
            return new PlacementDecision.Nowhere(explanation);
        }
        List<Candidate> best = bestFew(fitting, request.size());
        HostOffer offer = best.get((int) Long.remainderUnsigned(scramble(draw), best.size()))
                .slot()
                .offer();
        return new PlacementDecision.Chosen(
                offer.host(), offer.hostUid(), offer.faultDomain(), fewest > 0, explanation);
    }

    private static Optional<PlacementRule> firstBroken(Slot slot, PlacementRequest request) {
        HostOffer offer = slot.offer();
        if (!offer.ready()) {
            return Optional.of(PlacementRule.NOT_READY);
        }
        if (offer.cordoned()) {
            return Optional.of(PlacementRule.CORDONED);
        }
        if (request.avoided().contains(offer.host())) {
            return Optional.of(PlacementRule.AVOIDED);
        }
        PlacementConstraints constraints = request.constraints();
        if (constraints.faultDomain().isPresent()
                && !constraints.faultDomain().get().equals(offer.faultDomain())) {
            return Optional.of(PlacementRule.FAULT_DOMAIN);
        }
        if (!offer.labels().entrySet().containsAll(constraints.hostLabels().entrySet())) {
            return Optional.of(PlacementRule.LABELS);
        }
        return firstShort(slot.free(), request.size());
    }

    private static Optional<PlacementRule> firstShort(Quantities free, Quantities size) {
        if (size.cores() > free.cores()) {
            return Optional.of(PlacementRule.CORES);
        }
        if (size.memoryMib() > free.memoryMib()) {
            return Optional.of(PlacementRule.MEMORY);
        }
        if (size.diskGib() > free.diskGib()) {
            return Optional.of(PlacementRule.DISK);
        }
        return size.gpus() > free.gpus() ? Optional.of(PlacementRule.GPUS) : Optional.empty();
    }

    private static int together(Fleet fleet, Slot slot, PlacementRequest request) {
        return request.spreadKey()
                .map(key -> fleet.spreadCount(key, slot.offer().faultDomain()))
                .orElse(0);
    }

    private static List<Candidate> bestFew(List<Slot> fitting, Quantities size) {
        List<Candidate> best = new ArrayList<>(BEST_FEW + 1);
        for (Slot slot : fitting) {
            double score = leftOver(slot, size);
            if (best.size() == BEST_FEW && score >= best.getLast().score()) {
                continue;
            }
            int at = best.size();
            while (at > 0 && best.get(at - 1).score() > score) {
                at--;
            }
            best.add(at, new Candidate(slot, score));
            if (best.size() > BEST_FEW) {
                best.removeLast();
            }
        }
        return best;
    }

    /**
     * What the host would have left, as shares of its capacity; less is better. An uneven rest strands what is left of
     * one.
     */
    private static double leftOver(Slot slot, Quantities size) {
        Quantities capacity = slot.offer().capacity();
        Quantities free = slot.free();
        double cores = share(free.cores() - size.cores(), capacity.cores());
        double memory = share(free.memoryMib() - size.memoryMib(), capacity.memoryMib());
        double wasted = size.gpus() == 0 && capacity.gpus() > 0 ? GPU_HOST : 0;
        return cores + memory + Math.abs(cores - memory) + wasted;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** Spreads neighbouring draws; the finalizer of the SplitMix64 generator (Steele, Lea, Flood: OOPSLA 2014). */
    private static long scramble(long draw) {
        long z = draw + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
