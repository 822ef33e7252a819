package dev.holdfast.core.placement;

/**
 * The checks that a host must pass, in the order in which they are asked. A host that fails is counted under the first
 * one that it fails, so the counts of an explanation add up to the hosts considered.
 */
public enum PlacementRule {
    /** Its agent was never heard, or is not now. */
    NOT_READY("not ready"),
    /** It takes no new claims. */
    CORDONED("cordoned"),
    /** It refused or failed this instance just now. */
    AVOIDED("avoided after a failed try"),
    /** The instance asked for another fault domain. */
    FAULT_DOMAIN("other fault domain"),
    /** It lacks a label that the instance asked for. */
    LABELS("labels"),
    /** Too few cores are free. */
    CORES("cores"),
    /** Too little memory is free. */
    MEMORY("memory"),
    /** Too little disk is free. */
    DISK("disk"),
    /** Too few GPUs are free. */
    GPUS("gpus");

    private final String words;

    PlacementRule(String words) {
        this.words = words;
    }

    /** As an explanation calls it. */
    public String words() {
        return words;
    }
}
