package dev.holdfast.core.host;

import java.util.Locale;

/** What an operator can ask of a host. */
public enum HostVerb {
    REGISTER,
    CORDON,
    UNCORDON,
    CONFIRM_FENCED;

    /** As people type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
