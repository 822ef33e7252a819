package dev.holdfast.sim.model;

import java.util.List;
import java.util.Optional;

/**
 * What a client may be told, by phase. A repeat of a request id is not judged here: it gets the answer of the first,
 * whatever the phase.
 */
public final class Answers {
    /** Refusals that tell nothing of the instance: something was wrong with the request, or nobody could serve it. */
    private static final List<String> OF_ANY_TIME =
            List.of("INVALID_ARGUMENT", "OVERLOADED", "RATE_LIMITED", "UNAVAILABLE");

    /** What leaves open whether it happened; the outcome of such a request is unknown, not refused. */
    private static final List<String> LEAVING_OPEN = List.of("DEADLINE_EXCEEDED", "INTERNAL", "OUTCOME_UNKNOWN");

    /** Of the refusal of a request id that was used for something else. */
    public static final String REUSED = "REQUEST_ID_REUSED";

    /** How many young request ids an instance remembers at most. */
    private static final int YOUNG_AT_MOST = 1_024;

    private Answers() {}

    /** Whether this refusal is as good at any version as at any other. */
    public static boolean ofAnyTime(String code) {
        return OF_ANY_TIME.contains(code);
    }

    /** Whether who was told this knows nothing. */
    public static boolean leavesOpen(String code) {
        return LEAVING_OPEN.contains(code);
    }

    /** The fact by which the verb is accepted there; empty when it is refused, and for a read. */
    public static Optional<FactKind> accepting(Verb verb, Phase phase) {
        return switch (verb) {
            case CREATE -> phase.exists() ? Optional.empty() : Optional.of(FactKind.REQUESTED);
            case START ->
                switch (phase) {
                    case RUNNING -> Optional.of(FactKind.OPERATION_SATISFIED);
                    case STOPPED, DEALLOCATED, FAILED -> Optional.of(FactKind.START_REQUESTED);
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
                            DELETED -> Optional.empty();
                };
            case STOP ->
                switch (phase) {
                    case RUNNING -> Optional.of(FactKind.STOP_REQUESTED);
                    case STOPPED -> Optional.of(FactKind.OPERATION_SATISFIED);
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
            case DELETE ->
                switch (phase) {
                    case PENDING,
                            PLACING,
                            CREATING,
                            STARTING,
                            RUNNING,
                            STOPPING,
                            STOPPED,
                            RESTARTING,
                            DEALLOCATING,
                            DEALLOCATED,
                            DISCONNECTED,
                            HEALING,
                            FAILED -> Optional.of(FactKind.DELETION_REQUESTED);
                    case ABSENT, DELETING, DELETED -> Optional.empty();
                };
            case RESTART -> phase == Phase.RUNNING ? Optional.of(FactKind.RESTART_REQUESTED) : Optional.empty();
            case DEALLOCATE ->
                switch (phase) {
                    case RUNNING, STOPPED -> Optional.of(FactKind.DEALLOCATION_REQUESTED);
                    case DEALLOCATED -> Optional.of(FactKind.OPERATION_SATISFIED);
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
            case UPDATE ->
                switch (phase) {
                    case PENDING, PLACING, RUNNING, STOPPED, DEALLOCATED, FAILED -> Optional.of(FactKind.UPDATED);
                    case ABSENT,
                            CREATING,
                            STARTING,
                            STOPPING,
                            RESTARTING,
                            DEALLOCATING,
                            DISCONNECTED,
                            HEALING,
                            DELETING,
                            DELETED -> Optional.empty();
                };
            case READ -> Optional.empty();
        };
    }

    /** The one refusal that the phase calls for; empty where the verb is accepted. */
    public static Optional<String> refusal(Verb verb, Phase phase) {
        if (accepting(verb, phase).isPresent()) {
            return Optional.empty();
        }
        return switch (verb) {
            case CREATE -> Optional.of("ALREADY_EXISTS");
            case START, STOP, DELETE, RESTART, DEALLOCATE, UPDATE -> {
                if (!phase.exists()) {
                    yield Optional.of("NOT_FOUND");
                }
                boolean steady = phase == Phase.STOPPED || phase == Phase.DEALLOCATED || phase == Phase.FAILED;
                yield Optional.of(steady ? "ILLEGAL_VERB" : "BUSY");
            }
            case READ -> phase.exists() ? Optional.empty() : Optional.of("NOT_FOUND");
        };
    }

    /**
     * Whether a request under an id that was not accepted before may be refused so.
     *
     * @param remembered how many request ids are accepted already
     * @param demanding whether it named a version that it wants to change
     */
    public static boolean mayRefuse(Verb verb, Phase phase, String code, int remembered, boolean demanding) {
        return switch (code) {
            case "STALE_ETAG" -> verb != Verb.READ && phase.exists() && demanding;
            case "TOO_MANY_REQUESTS_REMEMBERED" -> verb != Verb.READ && remembered >= YOUNG_AT_MOST;
            default ->
                ofAnyTime(code) || refusal(verb, phase).filter(code::equals).isPresent();
        };
    }
}
