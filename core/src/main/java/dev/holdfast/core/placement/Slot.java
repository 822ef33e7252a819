package dev.holdfast.core.placement;

import dev.holdfast.core.shared.Quantities;

/** A host in the {@link Fleet}, with what this placer has promised of it and the view does not show yet. */
final class Slot {
    private HostOffer offer;
    private Quantities promised = Quantities.NONE;
    private Quantities free;

    Slot(HostOffer offer) {
        this.offer = offer;
        this.free = offer.free();
    }

    HostOffer offer() {
        return offer;
    }

    /** What is left after every claim and every promise; none where promises exceed it. */
    Quantities free() {
        return free;
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
        free = shown.fits(promised)
                ? shown.minus(promised)
                : new Quantities(
                        Math.max(0, shown.cores() - promised.cores()),
                        Math.max(0, shown.memoryMib() - promised.memoryMib()),
                        Math.max(0, shown.diskGib() - promised.diskGib()),
                        Math.max(0, shown.gpus() - promised.gpus()));
    }
}
