package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;

/** Which reports count. */
final class Reports {
    private Reports() {}

    /**
     * A report counts when it is about this claim, is newer than the last one that changed anything, and was made after
     * the agent had taken up the order that the state waits for: an older one tells of what was so before the order.
     */
    static boolean counts(InstanceState.OnHost state, ObserveInstance report) {
        return isNewsOf(state, report) && report.assignment() >= state.cause();
    }

    /**
     * Whether it is about this claim, and newer than the last one about it that changed anything. Numbers of reports
     * grow on one host, and another in its place may count anew; an epoch is of one host only.
     */
    static boolean isNewsOf(InstanceState.OnHost state, ObserveInstance report) {
        return OnHosts.holds(state, report.uid(), report.host(), report.epoch())
                && state.life()
                        .observed()
                        .filter(last -> last.epoch().equals(report.epoch()) && last.report() >= report.report())
                        .isEmpty();
    }

    /** Why a host failed to do what it was told, from a report that says so or shows it. */
    static String failureOf(ObserveInstance report) {
        return report.failure()
                .map(failure -> "host " + report.host() + ": " + failure)
                .orElseGet(() -> "host " + report.host() + ": it is "
                        + report.power().name().toLowerCase(java.util.Locale.ROOT));
    }
}
