package dev.holdfast.core.shared;

/**
 * Every way in which Holdfast says no. The number and the name are stable for ever; people and programs decide by
 * category, definiteness and retry safety, never by the sentence. {@code docs/generated/errors.md} is printed from
 * here.
 */
public enum ErrorCode {
    INVALID_ARGUMENT(
            100,
            Category.CALLER,
            true,
            false,
            "A field breaks its rule.",
            "Correct the field that is named and send again."),
    REQUEST_ID_REUSED(
            101,
            Category.CALLER,
            true,
            false,
            "This request id was used before with other content.",
            "Use a fresh request id for a different request."),
    NOT_FOUND(
            102,
            Category.CALLER,
            true,
            false,
            "There is nothing of that name.",
            "List what there is; names are exact."),
    ALREADY_EXISTS(
            103,
            Category.CONFLICT,
            true,
            false,
            "The name is in use.",
            "Choose another name, or delete the old one first."),
    ILLEGAL_VERB(
            104,
            Category.CALLER,
            true,
            false,
            "The resource's state does not allow this verb.",
            "Look at its state; the life-cycle page says which verbs it allows."),
    BUSY(
            105,
            Category.CONFLICT,
            true,
            true,
            "Another operation is running on this resource.",
            "Wait for the operation that is named, then send again."),
    STALE_ETAG(
            106,
            Category.CONFLICT,
            true,
            false,
            "The resource has changed since its etag was read.",
            "Read it again and decide again."),
    TOO_MANY_REQUESTS_REMEMBERED(
            107,
            Category.CAPACITY,
            true,
            true,
            "More than 1,024 young request ids are remembered for this resource.",
            "Slow down; ids are forgotten after 24 hours."),
    CANCELLED(108, Category.CONFLICT, true, false, "Another verb took over.", "Look at the operation that took over."),
    WATCH_TOO_OLD(
            110,
            Category.CALLER,
            true,
            false,
            "What has happened since this resume token is no longer kept.",
            "Watch again without a resume token; a new snapshot comes first."),

    NO_CAPACITY(
            200,
            Category.CAPACITY,
            true,
            true,
            "No host can take the instance.",
            "Read the counts per rule; free or add hosts, or ask for less."),
    OVERLOADED(
            201,
            Category.CAPACITY,
            true,
            true,
            "Too much is waiting here already.",
            "Send again after the delay given."),
    HOST_FULL(202, Category.CAPACITY, true, true, "The host has no room for this claim.", "Another host is tried."),
    HOST_CORDONED(203, Category.CAPACITY, true, true, "The host takes no new claims.", "Another host is tried."),
    RATE_LIMITED(
            204,
            Category.CAPACITY,
            true,
            true,
            "The project begins calls faster than it may.",
            "Send again after the delay given, and slow down."),
    HOST_SILENT(205, Category.CAPACITY, true, true, "Nothing is heard of the host.", "Another host is tried."),
    WATCH_TOO_SLOW(
            210,
            Category.CAPACITY,
            true,
            true,
            "The watcher does not read as fast as things change.",
            "Watch again with the last resume token that came, and read faster."),

    UNAVAILABLE(
            300,
            Category.UNAVAILABLE,
            true,
            true,
            "Nobody can serve this resource right now; nothing was done.",
            "Send again under the same request id."),
    OUTCOME_UNKNOWN(
            301,
            Category.UNAVAILABLE,
            false,
            true,
            "The command may or may not have taken effect.",
            "Send again under the same request id; without one, read first."),
    DEADLINE_EXCEEDED(
            302,
            Category.UNAVAILABLE,
            false,
            true,
            "No answer came in time.",
            "Send again under the same request id; without one, read first."),
    REGION_UNAVAILABLE(
            303,
            Category.UNAVAILABLE,
            true,
            true,
            "The region cannot be reached from the node that was asked; nothing was done.",
            "Send again later, or ask a node of that region itself."),

    CREATE_FAILED(
            400,
            Category.INTERNAL,
            true,
            true,
            "No host that was tried could create the instance.",
            "Read the reason of the last try; start tries again."),
    START_FAILED(
            401,
            Category.INTERNAL,
            true,
            true,
            "The host could not start the instance.",
            "Read the reason; start tries again."),
    STOP_FAILED(402, Category.INTERNAL, true, true, "The instance was still running after the stop.", "Stop it again."),
    INTERNAL(
            403,
            Category.INTERNAL,
            false,
            true,
            "A defect of Holdfast.",
            "Send again under the same request id, and report it with the message."),
    QUARANTINED(
            404,
            Category.INTERNAL,
            true,
            false,
            "The resource's history cannot be replayed; it is set aside.",
            "An operator must repair it; nothing else is affected."),

    STALE_EPOCH(
            500, Category.CONFLICT, true, false, "The epoch is no longer current.", "The sender has been overtaken."),
    NOT_HELD(501, Category.CONFLICT, true, false, "The claim is not held.", "The claim is freed."),
    ORDER_TOO_OLD(
            502,
            Category.CONFLICT,
            true,
            true,
            "The order was affirmed too long ago to start anything.",
            "Its owner affirms it again.");

    /** Who can do something about it. */
    public enum Category {
        /** The caller must change the request. */
        CALLER,
        /** Something else came first. */
        CONFLICT,
        /** There is not enough of something. */
        CAPACITY,
        /** Nobody can answer now. */
        UNAVAILABLE,
        /** Holdfast or a host failed. */
        INTERNAL
    }

    private final int number;
    private final Category category;
    private final boolean definite;
    private final boolean retrySafe;
    private final String sentence;
    private final String whatToTry;

    ErrorCode(int number, Category category, boolean definite, boolean retrySafe, String sentence, String whatToTry) {
        this.number = number;
        this.category = category;
        this.definite = definite;
        this.retrySafe = retrySafe;
        this.sentence = sentence;
        this.whatToTry = whatToTry;
    }

    public int number() {
        return number;
    }

    public Category category() {
        return category;
    }

    /** Whether it is certain that nothing happened. */
    public boolean definite() {
        return definite;
    }

    /** Whether sending the same request again, under the same request id, can help and cannot harm. */
    public boolean retrySafe() {
        return retrySafe;
    }

    public String sentence() {
        return sentence;
    }

    public String whatToTry() {
        return whatToTry;
    }
}
