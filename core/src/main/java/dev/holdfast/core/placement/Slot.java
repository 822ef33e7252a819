package dev.holdfast.core.placement;

import dev.holdfast.core.shared.Quantities;

/**
 * A host in the {@link Fleet}, with what this placer has promised of it and the view does not show yet. What is free
 * lies here as bare numbers, since every choice looks at thousands of them.
 */
final class Slot {
    private final int domain;
    private final Ranking.Rank rank;
    private HostOffer offer;
    private Quantities promised = Quantities.NONE;
    private int cores;
    private long memoryMib;
    private long diskGib;
    private int gpus;

    /** @param domain number of its fault domain in the fleet */
    Slot(HostOffer offer, int domain, Ranking.Rank rank) {
        this.offer = offer;
        this.domain = domain;
        this.rank = rank;
        settle();
    }

    HostOffer offer() {
        return offer;
    }

    int domain() {
        return domain;
    }

    Ranking.Rank rank() {
        return rank;
    }

    Quantities promised() {
        return promised;
    }

    // What is left after every claim and every promise; none where promises exceed it.

    int cores() {
        return cores;
    }

    long memoryMib() {
        return memoryMib;
    }

    long diskGib() {
        return diskGib;
    }

    int gpus() {
        return gpus;
    }

    boolean fits(Quantities size) {
        return size.cores() <= cores
                && size.memoryMib() <= memoryMib
                && size.diskGib() <= diskGib
                && size.gpus() <= gpus;
    }

    void show(HostOffer newOffer) {
        offer = newOffer;
        settle();
    }

    void promise(Quantities size) {
        promised = promised.plus(size);
        settle();
    }

    void takeBack(Quantities size) {
        promised = promised.minus(size);
        settle();
    }

    private void settle() {
        Quantities shown = offer.free();
        cores = Math.max(0, shown.cores() - promised.cores());
        memoryMib = Math.max(0, shown.memoryMib() - promised.memoryMib());
        diskGib = Math.max(0, shown.diskGib() - promised.diskGib());
        gpus = Math.max(0, shown.gpus() - promised.gpus());
    }
}
