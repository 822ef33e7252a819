package dev.holdfast.core.host;

/** By what means it can be made certain that nothing runs on a silent host, as its driver declares. */
public enum Fencing {
    /** None: only the host itself or a person can say so. */
    NONE,
    /** Something outside the agent stops the instances when the agent does not renew in time. */
    WATCHDOG,
    /** The control plane can cut the host's power. */
    POWER
}
