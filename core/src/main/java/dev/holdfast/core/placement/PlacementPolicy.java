package dev.holdfast.core.placement;

import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Chooses a host.
 *
 * <p>Goals, in this order: (1) an instance shares a fault domain with another of its spread key only when every domain
 * that could take it has one already; (2) hosts are filled tightly, so that large instances still find room; (3) GPUs
 * are kept for those who need them; (4) several placers that see the same fleet rarely choose the same host.
 *
 * <p>Constraints: every {@link PlacementRule}.
 *
 * <p>Method: take the fault domains with the fewest instances of the key; look at their hosts in the placer's own order
 * until enough of them could take it; score what each would have left; draw at random among the best few. If none
 * could, go on with the domains that have the next fewest. One order for ever means that the same hosts are filled
 * first, so a placer that stops early packs as tightly as one that looks at all, and those of other placers are left to
 * them. The draw is part of the input, so a choice can be repeated.
 */
public final class PlacementPolicy {
    /** Among how many of the best the draw is made. */
    static final int BEST_FEW = 4;

    /** So many hosts to score are enough. */
    static final int ENOUGH = 32;

    /** Added to the score of a host whose GPUs an instance would not use; larger than any other score. */
    private static final double GPU_HOST = 4.0;

    private PlacementPolicy() {}

    /** @param draw any number; decides among the best few */
    public static PlacementDecision choose(Fleet fleet, PlacementRequest request, long draw) {
        int[] together = fleet.together(request.spreadKey());
        int[] counts = Arrays.stream(together).distinct().sorted().toArray();
        for (int count : counts) {
            BestFew best = look(fleet, request, together, count);
            if (!best.isEmpty()) {
                HostOffer offer = best.draw(draw);
                return new PlacementDecision.Chosen(offer.host(), offer.hostUid(), offer.faultDomain(), count > 0);
            }
        }
        return new PlacementDecision.Nowhere(explain(fleet, request));
    }

    /** Only at hosts in fault domains that have so many instances of the key. */
    private static BestFew look(Fleet fleet, PlacementRequest request, int[] together, int count) {
        BestFew best = new BestFew();
        long domains = Arrays.stream(together).filter(each -> each == count).count();
        if (2 * domains > together.length) {
            for (Slot slot : fleet.slots()) {
                if (together[slot.domain()] == count && offer(best, slot, request)) {
                    break;
                }
            }
            return best;
        }
        for (int domain = 0; domain < together.length; domain++) {
            if (together[domain] == count) {
                best.enoughAfter(ENOUGH / domains);
                for (Slot slot : fleet.slots(domain)) {
                    if (offer(best, slot, request)) {
                        break;
                    }
                }
            }
        }
        return best;
    }

    /** Whether it was enough. */
    private static boolean offer(BestFew best, Slot slot, PlacementRequest request) {
        return slot.fits(request.size())
                && unsuited(slot.offer(), request).isEmpty()
                && best.offer(slot, leftOver(slot, request.size()));
    }

    /** The hosts with the least scores, and whether enough were looked at. */
    private static final class BestFew {
        private record Candidate(Slot slot, double score) {}

        private final List<Candidate> best = new ArrayList<>(BEST_FEW + 1);
        private long wanted = ENOUGH;

        /** So many more good ones are enough, but no fewer than the draw is made among. */
        void enoughAfter(long more) {
            wanted = Math.max(more, BEST_FEW);
        }

        boolean isEmpty() {
            return best.isEmpty();
        }

        /** Whether it was enough. A host that would waste its GPUs does not count: there may be one without any. */
        boolean offer(Slot slot, double score) {
            if (best.size() < BEST_FEW || score < best.getLast().score()) {
                int at = best.size();
                while (at > 0 && best.get(at - 1).score() > score) {
                    at--;
                }
                best.add(at, new Candidate(slot, score));
                if (best.size() > BEST_FEW) {
                    best.removeLast();
                }
            }
            return score < GPU_HOST && --wanted <= 0;
        }

        HostOffer draw(long draw) {
            return best.get((int) Long.remainderUnsigned(Scramble.of(draw), best.size()))
                    .slot()
                    .offer();
        }
    }

    /** How many hosts there are, and which rule each breaks first that could not take it. */
    static PlacementExplanation explain(Fleet fleet, PlacementRequest request) {
        Map<PlacementRule, Integer> failed = new EnumMap<>(PlacementRule.class);
        for (Slot slot : fleet.slots()) {
            firstBroken(slot, request).ifPresent(rule -> failed.merge(rule, 1, Integer::sum));
        }
        return new PlacementExplanation(fleet.size(), new TreeMap<>(failed));
    }

    private static Optional<PlacementRule> firstBroken(Slot slot, PlacementRequest request) {
        Optional<PlacementRule> unsuited = unsuited(slot.offer(), request);
        return unsuited.isPresent() ? unsuited : firstShort(slot, request.size());
    }

    private static Optional<PlacementRule> unsuited(HostOffer offer, PlacementRequest request) {
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
        if (!constraints.hostLabels().isEmpty()
                && !offer.labels()
                        .entrySet()
                        .containsAll(constraints.hostLabels().entrySet())) {
            return Optional.of(PlacementRule.LABELS);
        }
        return Optional.empty();
    }

    private static Optional<PlacementRule> firstShort(Slot slot, Quantities size) {
        if (size.cores() > slot.cores()) {
            return Optional.of(PlacementRule.CORES);
        }
        if (size.memoryMib() > slot.memoryMib()) {
            return Optional.of(PlacementRule.MEMORY);
        }
        if (size.diskGib() > slot.diskGib()) {
            return Optional.of(PlacementRule.DISK);
        }
        return size.gpus() > slot.gpus() ? Optional.of(PlacementRule.GPUS) : Optional.empty();
    }

    /**
     * What the host would have left, as shares of its capacity; less is better. An uneven rest strands what is left of
     * one.
     */
    private static double leftOver(Slot slot, Quantities size) {
        Quantities capacity = slot.offer().capacity();
        double cores = share(slot.cores() - size.cores(), capacity.cores());
        double memory = share(slot.memoryMib() - size.memoryMib(), capacity.memoryMib());
        double wasted = size.gpus() == 0 && capacity.gpus() > 0 ? GPU_HOST : 0;
        return cores + memory + Math.abs(cores - memory) + wasted;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
