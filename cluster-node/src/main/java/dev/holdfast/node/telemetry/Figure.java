package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.List;

/**
 * Every figure of Holdfast's own, with its unit and what its labels may be. A label takes one of few values that the
 * code knows: a type, a state, a method. {@code docs/generated/metrics.md} is printed from here.
 */
public enum Figure {
    CALLS(
            "holdfast.calls",
            Meter.Type.TIMER,
            "seconds",
            List.of("method", "code"),
            "How long unary calls took until they were answered, by gRPC method and status; refused ones too."),
    CALLS_RUNNING(
            "holdfast.calls.running",
            Meter.Type.GAUGE,
            "",
            List.of("kind"),
            "Unary calls that hold a place now: those that are working, and those waiting for an operation."),
    CALLS_TURNED_AWAY(
            "holdfast.calls.turned.away",
            Meter.Type.COUNTER,
            "",
            List.of("reason"),
            "Unary calls told to come back: open (too many began without a message), crowded (no place for their"
                    + " project), fast (beyond their project's rate)."),
    STREAMS(
            "holdfast.streams",
            Meter.Type.GAUGE,
            "",
            List.of("method"),
            "Streams that are open now, by gRPC method; those of AgentService/Session are the agents."),
    LOG_APPENDS(
            "holdfast.log.appends",
            Meter.Type.COUNTER,
            "",
            List.of("type", "outcome"),
            "Appends that were answered: done, unknown, or the reason of the refusal."),
    LOG_COMMIT_ENTRIES(
            "holdfast.log.commit.entries",
            Meter.Type.DISTRIBUTION_SUMMARY,
            "",
            List.of("type"),
            "Entries in each commit; its count is the number of commits."),
    LOG_COMMIT_BYTES(
            "holdfast.log.commit.size",
            Meter.Type.DISTRIBUTION_SUMMARY,
            "bytes",
            List.of("type"),
            "Bytes of events in each commit."),
    LOG_BARRIERS(
            "holdfast.log.barriers",
            Meter.Type.COUNTER,
            "",
            List.of("type", "outcome"),
            "Barriers that were answered: passed, or the reason of the failure."),
    LOG_ACQUIRES("holdfast.log.acquires", Meter.Type.COUNTER, "", List.of("type"), "Shards that this node acquired."),
    LOG_TAKE_OVERS(
            "holdfast.log.take.overs",
            Meter.Type.TIMER,
            "seconds",
            List.of("type"),
            "How long it took from wanting a shard until it was owned and read."),
    LOG_LOST(
            "holdfast.log.lost",
            Meter.Type.COUNTER,
            "",
            List.of("type", "reason"),
            "Shards that this node lost: fenced (another owns it), quarantined (its store has lost data)."),
    LOG_ANSWERS(
            "holdfast.log.store.answers",
            Meter.Type.COUNTER,
            "",
            List.of("type", "answer"),
            "What the store answered: applied, refused, unknown (nobody knows; it is sent again), done (reads and plain"
                    + " writes), or unavailable: it was not asked, because no node of it was connected or too much was on its way."),
    LOG_UNKNOWN_ENDED(
            "holdfast.log.unknown.ended",
            Meter.Type.COUNTER,
            "",
            List.of("type", "how"),
            "Head writes whose outcome was unknown for a while, by how that ended: applied (it was written), refused (the"
                    + " same statement was refused), left (the owner ended before that was known)."),
    EVENTS(
            "holdfast.events",
            Meter.Type.COUNTER,
            "",
            List.of("type", "event"),
            "Facts that were committed, by their kind."),
    RESOURCES(
            "holdfast.resources",
            Meter.Type.GAUGE,
            "",
            List.of("type", "state"),
            "Resources of the shards that this node owns, by the state that the view shows, asleep or awake; up to a"
                    + " second old."),
    FINDINGS(
            "holdfast.findings",
            Meter.Type.GAUGE,
            "",
            List.of("type"),
            "What the auditor has found among the shards that this node owns and must never be so; anything but 0 wants a"
                    + " person: holdfast region findings."),
    WAKE_UPS(
            "holdfast.wake.ups",
            Meter.Type.GAUGE,
            "",
            List.of("type"),
            "Resources that are due to be woken at some time, because they owe something or have a deadline."),
    SHARDS_OWNED(
            "holdfast.shards.owned",
            Meter.Type.GAUGE,
            "",
            List.of("type"),
            "Shards that this node owns and has read, and so serves. Over all nodes they add up to the region's."),
    SHARDS_OWNERLESS(
            "holdfast.shards.ownerless",
            Meter.Type.GAUGE,
            "",
            List.of("type"),
            "Shards of the region whose owner has not answered this node for longer than"
                    + " holdfast.resource.ownerless-alarm. More than none is a reason to look."),
    PLACEMENTS(
            "holdfast.placements",
            Meter.Type.COUNTER,
            "",
            List.of("outcome"),
            "Decisions of the placer: chosen, forced (the spread was broken for want of hosts), nowhere."),
    CLAIMS_REFUSED(
            "holdfast.claims.refused",
            Meter.Type.COUNTER,
            "",
            List.of("reason"),
            "Claims that a host of this node refused after a placer, here or elsewhere, had chosen it: full, cordoned,"
                    + " other (too old, or of an epoch that is over). One that is asked for again counts again.");

    private final String meter;
    private final Meter.Type kind;
    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> labels;

    private final String help;

    Figure(String meter, Meter.Type kind, String unit, List<String> labels, String help) {
        this.meter = meter;
        this.kind = kind;
        this.unit = unit;
        this.labels = labels;
        this.help = help;
    }

    String meter() {
        return meter;
    }

    /** What sort of figure it is. */
    public Meter.Type kind() {
        return kind;
    }

    /** Empty for a plain number. */
    public String unit() {
        return unit;
    }

    public List<String> labels() {
        return labels;
    }

    public String help() {
        return help;
    }

    /** Its name on the page. */
    public String exposed() {
        NamingConvention names = new PrometheusNamingConvention();
        String name = names.name(meter, kind, unit.isEmpty() || kind == Meter.Type.TIMER ? null : unit);
        // Prometheus's client adds this last, whatever the convention says.
        return kind == Meter.Type.COUNTER ? name + "_total" : name;
    }
}
