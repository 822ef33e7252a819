package dev.holdfast.sim.model;

import java.util.Optional;

/**
 * The transitions of an instance's life, in the words of the design's tables of states and transitions. It sees kinds
 * only, no hosts and no times: what it finds illegal is so whatever they were.
 *
 * <p>The counts are the design's: creation is tried twice on one host and on three hosts, a stop by force twice, a
 * deletion, a release and the start of a restart twice; only then does the instance fail, fall back or wait. A host
 * that was left is owed a release until it confirms, and until then no other is asked, and no deallocation and no
 * deletion is over: that is how there are never two.
 */
public final class LifeModel {
    private static final int TRIES_ON_A_HOST = 2;
    private static final int HOSTS = 3;
    private static final int TRIES = 2;
    private static final int HEALING_TRIES = 3;

    private LifeModel() {}

    /** Whether this fact may follow, and what is so after it. */
    public static Step step(Condition before, Fact fact) {
        if (fact.sequence() != before.sequence() + 1) {
            return new Step.Illegal("sequence " + fact.sequence() + " follows " + before.sequence());
        }
        Optional<FactKind> kind = FactKind.named(fact.kind());
        if (kind.isEmpty()) {
            return illegal(fact, "is of a kind that the model does not know");
        }
        if (fact.requestId().isPresent() && !kind.get().accepts()) {
            return illegal(fact, "bears request id " + fact.requestId().get() + ", and nobody asks for such a thing");
        }
        Optional<Condition> after = after(kind.get(), before, before.next());
        return after.<Step>map(Step.Legal::new)
                .orElseGet(() -> illegal(fact, "may not happen when it is " + told(before)));
    }

    /**
     * @param is what was so
     * @param then the same, one fact later
     */
    private static Optional<Condition> after(FactKind kind, Condition is, Condition then) {
        return switch (kind) {
            case REQUESTED ->
                when(
                        !is.phase().exists(),
                        then.reborn().wants(DesiredPower.RUNNING).enter(Phase.PENDING));
            case QUOTA_GRANTED -> when(is.phase() == Phase.PENDING, then.enter(Phase.PLACING));
            case PLACED -> placed(is, then.asks(true));
            case PLACEMENT_DEFERRED -> when(looks(is), then);
            case CLAIMED -> when(waits(is), then.enter(Phase.CREATING).tried(1));
            case CLAIM_REFUSED -> when(waits(is), then.asks(false).owes(true));
            case RELEASE_CONFIRMED -> when(is.owes() || is.doubled(), then.owes(false));
            case CREATED ->
                when(is.phase() == Phase.CREATING, then.enter(Phase.STARTING).tried(is.tries()));
            case STARTED ->
                when(
                        is.phase() == Phase.STARTING || isStartedAnew(is),
                        then.ranBefore(false).enter(Phase.RUNNING));
            case CREATION_RETRIED ->
                when(
                        isBorn(is) && is.tries() < TRIES_ON_A_HOST,
                        then.enter(Phase.CREATING).tried(is.tries() + 1));
            case CREATION_ABANDONED ->
                when(
                        isBorn(is) && is.hostsFailed() + 1 < HOSTS,
                        then.enter(Phase.PLACING).owes(true).failedBy(is.hostsFailed() + 1));
            case FAILED ->
                when(
                        mayFail(is),
                        then.owes(is.owes() || is.asked() || is.onHost()).enter(Phase.FAILED));
            case START_REQUESTED -> start(is, then.wants(DesiredPower.RUNNING));
            case START_FAILED ->
                when(
                        isRestarted(is) || (isStartedAnew(is) && is.tries() >= TRIES),
                        then.wants(DesiredPower.STOPPED).enter(Phase.STOPPING));
            case CLAIM_LOST -> loses(is, then.owes(true).failedBy(0));
            case STOP_REQUESTED ->
                when(
                        is.phase() == Phase.RUNNING,
                        then.wants(DesiredPower.STOPPED).enter(Phase.STOPPING));
            case STOP_FORCED ->
                when(isBeingStopped(is) && !is.held() && is.tries() < TRIES, then.tried(is.tries() + 1));
            case STOPPED -> stopped(is, then);
            case STOP_FAILED ->
                when(
                        isBeingStopped(is) && is.tries() >= TRIES,
                        then.wants(DesiredPower.RUNNING).enter(Phase.RUNNING));
            case DELETION_REQUESTED ->
                when(
                        is.phase().exists() && is.phase() != Phase.DELETING,
                        then.wants(DesiredPower.DELETED)
                                .owes(is.owes() || is.asked() || is.onHost())
                                .enter(Phase.DELETING)
                                .tried(1));
            case DELETION_RETRIED ->
                when(is.phase() == Phase.DELETING && !is.held() && is.tries() < TRIES, then.tried(is.tries() + 1));
            case DELETED ->
                when(is.phase() == Phase.DELETING && (!is.owes() || is.doubled()), then.enter(Phase.DELETED));
            case HELD -> when(mayBeHeld(is), then.hold());
            case OPERATION_SATISFIED -> satisfied(is, then);
            case DRIFT_OBSERVED -> when(is.phase() == Phase.STOPPED, then);
            case RESTART_REQUESTED -> when(is.phase() == Phase.RUNNING, then.enter(Phase.RESTARTING));
            case RESTART_RETRIED -> when(isStartedAnew(is) && is.tries() < TRIES, then.tried(is.tries() + 1));
            case DEALLOCATION_REQUESTED -> deallocate(is, then.wants(DesiredPower.DEALLOCATED));
            case DEALLOCATION_RETRIED ->
                when(isLetGo(is) && !is.held() && is.tries() < TRIES, then.tried(is.tries() + 1));
            case DEALLOCATED -> when(isLetGo(is) && (!is.owes() || is.doubled()), then.enter(Phase.DEALLOCATED));
            case START_ABANDONED ->
                when(
                        is.ranBefore() && mayGiveUp(is),
                        then.owes(is.owes() || is.asked() || is.onHost())
                                .ranBefore(false)
                                .wants(DesiredPower.DEALLOCATED)
                                .enter(Phase.DEALLOCATED));
            case UPDATED -> when(mayBeUpdated(is), then);
            case DISCONNECTED -> when(is.onHost() && is.phase() != Phase.DISCONNECTED, then.away());
            case RECONNECTED -> when(is.phase() == Phase.DISCONNECTED, then.back());
            case HEALING_BEGUN ->
                when(
                        is.phase() == Phase.DISCONNECTED ? isToRun(is.before()) : isToRun(is.phase()) && !isBorn(is),
                        then.owes(true).heals().enter(Phase.HEALING).tried(1));
            case PLACE_LOST ->
                when(is.phase() == Phase.DISCONNECTED, then.owes(true)).flatMap(after -> lost(is, after));
            case HEALING_RETRIED ->
                when(
                        is.phase() == Phase.HEALING && !is.held() && is.tries() < HEALING_TRIES,
                        then.failedBy(0).tried(is.tries() + 1));
        };
    }

    /** Where its users accept that it runs twice, it may be placed while the host before still has to confirm. */
    private static Optional<Condition> placed(Condition is, Condition then) {
        return is.phase() == Phase.HEALING
                ? when(looks(is), is.owes() ? then.doubling() : then)
                : when(looks(is) && !is.owes(), then);
    }

    private static boolean isToRun(Phase phase) {
        return switch (phase) {
            case CREATING, STARTING, RUNNING, RESTARTING -> true;
            case ABSENT,
                    PENDING,
                    PLACING,
                    STOPPING,
                    STOPPED,
                    DEALLOCATING,
                    DEALLOCATED,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED,
                    FAILED -> false;
        };
    }

    private static Optional<Condition> lost(Condition is, Condition then) {
        return switch (is.before()) {
            case STOPPING, STOPPED ->
                Optional.of(then.wants(DesiredPower.DEALLOCATED).enter(Phase.DEALLOCATED));
            case DEALLOCATING -> Optional.of(then.enter(Phase.DEALLOCATING).secondHalf());
            case ABSENT,
                    PENDING,
                    PLACING,
                    CREATING,
                    STARTING,
                    RUNNING,
                    RESTARTING,
                    DEALLOCATED,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED,
                    FAILED -> Optional.empty();
        };
    }

    private static Optional<Condition> when(boolean legal, Condition after) {
        return legal ? Optional.of(after) : Optional.empty();
    }

    /** It looks for a host, and asks none at the moment. */
    private static boolean looks(Condition is) {
        return (is.phase() == Phase.PLACING || is.phase() == Phase.HEALING) && !is.asked();
    }

    private static boolean waits(Condition is) {
        return (is.phase() == Phase.PLACING || is.phase() == Phase.HEALING) && is.asked();
    }

    /** On its host, and has never run there. */
    private static boolean isBorn(Condition is) {
        return is.phase() == Phase.CREATING || (is.phase() == Phase.STARTING && !is.again());
    }

    private static boolean isRestarted(Condition is) {
        return is.phase() == Phase.STARTING && is.again();
    }

    /** Stopped for a restart, and being started. */
    private static boolean isStartedAnew(Condition is) {
        return is.phase() == Phase.RESTARTING && is.halfway();
    }

    /** Its host was told to stop it, for whatever comes then. */
    private static boolean isBeingStopped(Condition is) {
        return is.phase() == Phase.STOPPING
                || ((is.phase() == Phase.RESTARTING || is.phase() == Phase.DEALLOCATING) && !is.halfway());
    }

    /** It has left its place and its host was told to let go. */
    private static boolean isLetGo(Condition is) {
        return is.phase() == Phase.DEALLOCATING && is.halfway();
    }

    /** Only what never ran: for want of quota or of a host, or when the last host could not create it. */
    private static boolean mayFail(Condition is) {
        return is.phase() == Phase.PENDING || (!is.ranBefore() && mayGiveUp(is));
    }

    private static boolean mayGiveUp(Condition is) {
        return is.phase() == Phase.PLACING || (isBorn(is) && is.hostsFailed() + 1 >= HOSTS);
    }

    /** When all tries are used up, at what a host must confirm; or while nobody knows how it is. */
    private static boolean mayBeHeld(Condition is) {
        if (is.phase() == Phase.DISCONNECTED) {
            return !is.held();
        }
        if (is.phase() == Phase.HEALING) {
            return !is.held() && is.tries() >= HEALING_TRIES;
        }
        return (isBeingStopped(is) || isLetGo(is) || is.phase() == Phase.DELETING) && !is.held() && is.tries() >= TRIES;
    }

    private static Optional<Condition> stopped(Condition is, Condition then) {
        return switch (is.phase()) {
            case RUNNING, STOPPING -> Optional.of(then.enter(Phase.STOPPED));
            case RESTARTING -> when(!is.halfway(), then.enter(Phase.RESTARTING).secondHalf());
            case DEALLOCATING ->
                when(!is.halfway(), then.owes(true).enter(Phase.DEALLOCATING).secondHalf());
            case ABSENT,
                    PENDING,
                    PLACING,
                    CREATING,
                    STARTING,
                    STOPPED,
                    DEALLOCATED,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED,
                    FAILED -> Optional.empty();
        };
    }

    /** The host does not hold its place any more: what shall run looks for another, what gives it up has lost it. */
    private static Optional<Condition> loses(Condition is, Condition then) {
        if (is.phase() == Phase.DEALLOCATING) {
            return when(!is.halfway(), then.enter(Phase.DEALLOCATING).secondHalf());
        }
        return when(
                isRestarted(is) || is.phase() == Phase.RESTARTING,
                then.ranBefore(true).enter(Phase.PLACING));
    }

    private static Optional<Condition> deallocate(Condition is, Condition then) {
        return switch (is.phase()) {
            case RUNNING -> Optional.of(then.enter(Phase.DEALLOCATING));
            case STOPPED ->
                Optional.of(then.owes(true).enter(Phase.DEALLOCATING).secondHalf());
            case ABSENT,
                    PENDING,
                    PLACING,
                    CREATING,
                    STARTING,
                    STOPPING,
                    RESTARTING,
                    DEALLOCATING,
                    DEALLOCATED,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED,
                    FAILED -> Optional.empty();
        };
    }

    /** While nothing is done to it by a host, or it looks for one. */
    private static boolean mayBeUpdated(Condition is) {
        return switch (is.phase()) {
            case PENDING, PLACING, RUNNING, STOPPED, DEALLOCATED, FAILED -> true;
            case ABSENT,
                    CREATING,
                    STARTING,
                    STOPPING,
                    RESTARTING,
                    DEALLOCATING,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED -> false;
        };
    }

    private static Optional<Condition> start(Condition is, Condition then) {
        return switch (is.phase()) {
            case STOPPED -> Optional.of(then.enter(Phase.STARTING).startingAgain());
            case FAILED -> Optional.of(then.failedBy(0).enter(Phase.PLACING));
            case DEALLOCATED -> Optional.of(then.failedBy(0).ranBefore(true).enter(Phase.PLACING));
            case ABSENT,
                    PENDING,
                    PLACING,
                    CREATING,
                    STARTING,
                    RUNNING,
                    STOPPING,
                    RESTARTING,
                    DEALLOCATING,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED -> Optional.empty();
        };
    }

    /** What was asked for is so already; from now on it is wanted, whatever was before. */
    private static Optional<Condition> satisfied(Condition is, Condition then) {
        return switch (is.phase()) {
            case RUNNING -> Optional.of(then.wants(DesiredPower.RUNNING));
            case STOPPED -> Optional.of(then.wants(DesiredPower.STOPPED));
            case DEALLOCATED -> Optional.of(then.wants(DesiredPower.DEALLOCATED));
            case ABSENT,
                    PENDING,
                    PLACING,
                    CREATING,
                    STARTING,
                    STOPPING,
                    RESTARTING,
                    DEALLOCATING,
                    DISCONNECTED,
                    HEALING,
                    DELETING,
                    DELETED,
                    FAILED -> Optional.empty();
        };
    }

    private static Step illegal(Fact fact, String why) {
        return new Step.Illegal("fact " + fact.sequence() + " (" + fact.kind() + ") " + why);
    }

    private static String told(Condition is) {
        StringBuilder words = new StringBuilder(is.phase().name());
        if (is.asked()) {
            words.append(", asking a host");
        }
        if (is.owes()) {
            words.append(", owing a release");
        }
        if (is.again()) {
            words.append(" again");
        }
        if (is.halfway()) {
            words.append(", halfway");
        }
        if (is.ranBefore()) {
            words.append(", having run before");
        }
        if (is.phase() == Phase.DISCONNECTED) {
            words.append(", before that ").append(is.before());
        }
        if (is.held()) {
            words.append(", held");
        }
        if (is.tries() > 0) {
            words.append(", tried ").append(is.tries()).append(is.tries() == 1 ? " time" : " times");
        }
        if (is.hostsFailed() > 0) {
            words.append(", failed by ").append(is.hostsFailed()).append(is.hostsFailed() == 1 ? " host" : " hosts");
        }
        return words.toString();
    }
}
