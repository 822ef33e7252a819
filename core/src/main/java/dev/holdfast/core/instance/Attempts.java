package dev.holdfast.core.instance;

import dev.holdfast.core.shared.HostId;
import java.util.ArrayList;
import java.util.List;

/**
 * How often creation was tried.
 *
 * @param onThisHost how often on the host at hand
 * @param hostsFailed how many hosts could not do it
 * @param avoided hosts that refused or failed, oldest first; the last few
 * @param ranBefore whether it has run in this life; then it falls back to having no place, and does not fail
 */
public record Attempts(int onThisHost, int hostsFailed, List<HostId> avoided, boolean ranBefore) {
    /** For an instance that never ran. */
    static final Attempts NONE = new Attempts(0, 0, List.of(), false);

    /** For one that did, and has lost or given up its place. */
    static final Attempts ANEW = new Attempts(0, 0, List.of(), true);

    /** How often one host may try. */
    static final int TRIES_ON_A_HOST = 2;

    /** How many hosts may fail before the instance does. */
    static final int HOSTS = 3;

    private static final int AVOIDED_AT_MOST = 8;

    public Attempts {
        avoided = List.copyOf(avoided);
    }

    Attempts trying() {
        return new Attempts(onThisHost + 1, hostsFailed, avoided, ranBefore);
    }

    Attempts refusedBy(HostId host) {
        return new Attempts(0, hostsFailed, without(host), ranBefore);
    }

    Attempts failedBy(HostId host) {
        return new Attempts(0, hostsFailed + 1, without(host), ranBefore);
    }

    private List<HostId> without(HostId host) {
        List<HostId> more = new ArrayList<>(avoided);
        more.remove(host);
        more.add(host);
        return more.size() > AVOIDED_AT_MOST ? more.subList(1, more.size()) : more;
    }
}
