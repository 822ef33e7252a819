package dev.holdfast.core.placement;

import dev.holdfast.core.shared.HostId;

/**
 * Which of a region's placers this one is. Every placer looks first at the hosts that are its own by this, so that two
 * of them meet only when one has filled its own. It is a preference and no right: a share that is out of date, or said
 * twice, costs refused claims and nothing else.
 *
 * @param number of this placer, from 0
 * @param of how many there are
 */
public record PlacerShare(int number, int of) {
    /** Of a placer that is alone, or knows of no other. */
    public static final PlacerShare ALL = new PlacerShare(0, 1);

    public PlacerShare {
        if (of < 1 || number < 0 || number >= of) {
            throw new IllegalArgumentException(
                    "a share is a number from 0 to below how many there are, not " + number + " of " + of);
        }
    }

    /**
     * How far a host is from being this placer's own: 0 if it is, 1 if it is the next placer's, and so on around. So
     * who has filled its own goes where nobody but the owner looks.
     */
    int distance(HostId host) {
        int owner = (int) Long.remainderUnsigned(Scramble.of(host.value(), 0), of);
        return Math.floorMod(owner - number, of);
    }
}
