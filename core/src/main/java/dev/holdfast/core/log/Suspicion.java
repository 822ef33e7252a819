package dev.holdfast.core.log;

/**
 * Finds out whether a newer owner is the reason why something is not there that should be. If it is, this owner is
 * fenced, and whoever waits for it is told so in the usual way.
 */
interface Suspicion {
    /**
     * @param ours what to do when the shard is still owned
     * @param unknown what to do when nobody can tell
     */
    void look(Runnable ours, Runnable unknown);
}
