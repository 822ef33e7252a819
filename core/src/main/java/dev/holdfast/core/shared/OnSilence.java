package dev.holdfast.core.shared;

/** What becomes of an instance when its host hears nothing of the control plane for as long as its lease lasts. */
public enum OnSilence {
    /** It runs on. That it is gone can then only be said by its host or by a person. */
    KEEP,
    /** The host's watchdog stops it, so that the end of the lease proves that it is gone. */
    STOP
}
