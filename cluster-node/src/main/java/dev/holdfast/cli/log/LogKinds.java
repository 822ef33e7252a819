package dev.holdfast.cli.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.LogFinding;
import dev.holdfast.core.log.Onlooker;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.node.FactReader;
import dev.holdfast.node.log.backup.Backup;
import dev.holdfast.node.log.backup.Restore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How what a log holds is shown. */
final class LogKinds {
    /**
     * A fact of one id.
     *
     * @param copy whether it is a copy that is kept for readers, and its commit is gone
     */
    record Fact(long sequence, boolean copy, FactReader.Told told) {}

    /** A commit and where it stands. */
    record Placed(long segment, Commit commit) {}

    /** Everything about a region in one tree. */
    record Whole(RegionRecord region, List<LogAudit.Result> shards) {}

    static final Kind<RegionRecord> REGION = new Kind<>(
            "regions",
            RegionRecord::region,
            LogKinds::tree,
            List.of(
                    Column.always("REGION", RegionRecord::region),
                    Column.always("ERA", region -> Long.toString(region.era())),
                    Column.always("LAYOUT", region -> Integer.toString(region.schema())),
                    Column.always("SHARDS", LogKinds::shardCounts)));

    static final Kind<LogAudit.Result> SHARDS = new Kind<>(
            "shards",
            result -> result.shard().toString(),
            LogKinds::tree,
            List.of(
                    Column.always("SHARD", result -> result.shard().toString()),
                    Column.always(
                            "LAST",
                            result -> head(result)
                                    .map(head -> Long.toString(head.position()))
                                    .orElse("")),
                    Column.always(
                            "COMMITS", result -> Long.toString(result.count().commits())),
                    Column.always(
                            "IDS", result -> Integer.toString(result.count().ids())),
                    Column.always(
                            "SNAPSHOTS",
                            result -> Integer.toString(result.count().snapshots())),
                    Column.always("SEGMENTS", LogKinds::segments),
                    Column.wide("BYTES", result -> Long.toString(result.count().bytes())),
                    Column.wide(
                            "FLOOR",
                            result -> head(result)
                                    .map(head -> Long.toString(head.floor().sequence()))
                                    .orElse("")),
                    Column.ifAny(
                            "FINDINGS",
                            result -> result.findings().isEmpty()
                                    ? ""
                                    : Long.toString(result.findings().size() + result.more())),
                    Column.always(
                            "TERM",
                            result -> head(result)
                                    .map(head -> Long.toString(head.term()))
                                    .orElse("")),
                    Column.always(
                            "OWNER",
                            result -> head(result)
                                    .map(head -> head.commit().owner())
                                    .orElse(""))));

    static final Kind<LogFinding> FINDINGS = new Kind<>(
            "findings",
            finding -> finding.shard() + " " + finding.rule(),
            LogKinds::tree,
            List.of(
                    Column.always("SHARD", finding -> finding.shard().toString()),
                    Column.always("RULE", finding -> finding.rule().toString()),
                    Column.always("BREAKS", finding -> finding.rule().guarantee()),
                    Column.always("WHAT", LogFinding::what)));

    static final Kind<Backup.Made> MADE = new Kind<>(
            "backups",
            made -> made.region().region(),
            made -> tree(made.region())
                    .put("commits", made.commits())
                    .put("snapshots", made.snapshots())
                    .put("history", made.history())
                    .put("bytes", made.bytes())
                    .put("from", made.from().toString())
                    .put("to", made.to().toString()),
            List.of(
                    Column.always("REGION", made -> made.region().region()),
                    Column.always("ERA", made -> Long.toString(made.region().era())),
                    Column.always("COMMITS", made -> Long.toString(made.commits())),
                    Column.always("SNAPSHOTS", made -> Long.toString(made.snapshots())),
                    Column.always("HISTORY", made -> Long.toString(made.history())),
                    Column.always("BYTES", made -> Long.toString(made.bytes())),
                    Column.always("FROM", made -> made.from().toString()),
                    Column.always("TO", made -> made.to().toString())));

    static final Kind<Restore.Done> RESTORED = new Kind<>(
            "restores",
            done -> done.region().region(),
            done -> tree(done.region())
                    .put("commits", done.commits())
                    .put("snapshots", done.snapshots())
                    .put("history", done.history()),
            List.of(
                    Column.always("REGION", done -> done.region().region()),
                    Column.always("ERA", done -> Long.toString(done.region().era())),
                    Column.always("SHARDS", done -> shardCounts(done.region())),
                    Column.always("COMMITS", done -> Long.toString(done.commits())),
                    Column.always("SNAPSHOTS", done -> Long.toString(done.snapshots())),
                    Column.always("HISTORY", done -> Long.toString(done.history()))));

    static final Kind<Whole> WHOLE = new Kind<>("logs", whole -> whole.region().region(), LogKinds::tree, List.of());

    private LogKinds() {}

    static Kind<Fact> facts() {
        return new Kind<>(
                "events",
                fact -> Long.toString(fact.sequence()),
                LogKinds::tree,
                List.of(
                        Column.always("SEQUENCE", fact -> Long.toString(fact.sequence())),
                        Column.always(
                                "TIME",
                                fact -> fact.told().at().map(Object::toString).orElse("")),
                        Column.always("EVENT", fact -> fact.told().name()),
                        Column.always("BY", fact -> fact.told().party().orElse("")),
                        Column.wide("FROM", fact -> fact.copy() ? "history" : "log"),
                        Column.always(
                                "CONTENT",
                                fact -> fact.told()
                                        .content()
                                        .map(JsonNode::toString)
                                        .orElse(""))));
    }

    static Kind<Placed> commits(FactReader reader) {
        return new Kind<>(
                "commits",
                placed -> Long.toString(placed.commit().position()),
                placed -> tree(placed, reader),
                List.of(
                        Column.always(
                                "POSITION",
                                placed -> Long.toString(placed.commit().position())),
                        Column.always("SEGMENT", placed -> Long.toString(placed.segment())),
                        Column.always(
                                "TERM", placed -> Long.toString(placed.commit().term())),
                        Column.wide("COMMIT", placed -> placed.commit().id().toString()),
                        Column.always(
                                "ENTRIES",
                                placed -> placed.commit().entries().stream()
                                        .map(entry -> inWords(entry, reader))
                                        .collect(Collectors.joining(", ")))));
    }

    private static String inWords(Entry entry, FactReader reader) {
        return switch (entry) {
            case Entry.Event event ->
                event.id() + " " + event.sequence() + " "
                        + reader.read(event.payload()).name();
            case Entry.Deletion deletion -> deletion.id() + " deleted up to " + deletion.upTo();
            case Entry.Archive archive -> archive.id() + " archived at " + archive.last();
        };
    }

    private static ObjectNode tree(Placed placed, FactReader reader) {
        Commit commit = placed.commit();
        ObjectNode tree = object().put("position", commit.position())
                .put("segment", placed.segment())
                .put("term", commit.term())
                .put("commit", commit.id().toString());
        ArrayNode entries = tree.putArray("entries");
        for (Entry entry : commit.entries()) {
            switch (entry) {
                case Entry.Event event ->
                    entries.add(told(
                            object().put("id", event.id()).put("sequence", event.sequence()),
                            reader.read(event.payload())));
                case Entry.Deletion deletion ->
                    entries.addObject().put("id", deletion.id()).put("deleted_up_to", deletion.upTo());
                case Entry.Archive archive ->
                    entries.addObject()
                            .put("id", archive.id())
                            .put("archived_at", archive.last())
                            .put("epoch", archive.epoch().value());
            }
        }
        return tree;
    }

    private static ObjectNode tree(Fact fact) {
        return told(
                object().put("sequence", fact.sequence()).put("from", fact.copy() ? "history" : "log"), fact.told());
    }

    private static ObjectNode told(ObjectNode tree, FactReader.Told told) {
        tree.put("event", told.name());
        told.at().ifPresent(at -> tree.put("time", at.toString()));
        told.party().ifPresent(party -> tree.put("by", party));
        told.content().ifPresent(content -> tree.set("content", content));
        return tree;
    }

    static ObjectNode tree(RegionRecord region) {
        ObjectNode tree =
                object().put("region", region.region()).put("era", region.era()).put("layout", region.schema());
        ObjectNode shards = tree.putObject("shards_of");
        region.shards().forEach(shards::put);
        return tree;
    }

    static ObjectNode tree(LogAudit.Result result) {
        ObjectNode tree = object().put("shard", result.shard().toString())
                .put("commits", result.count().commits())
                .put("entries", result.count().entries())
                .put("bytes", result.count().bytes())
                .put("ids", result.count().ids())
                .put("snapshots", result.count().snapshots());
        result.count()
                .moment()
                .ifPresent(moment -> tree.put("last", moment.head().position())
                        .put("term", moment.head().term())
                        .put("owner", moment.head().commit().owner())
                        .put("first_segment", moment.head().firstSegment())
                        .put("last_segment", moment.segment())
                        .put("sealed", moment.head().sealed())
                        .put("floor_sequence", moment.head().floor().sequence())
                        .put("floor_epoch", moment.head().floor().epoch().value()));
        if (!result.findings().isEmpty()) {
            tree.put("findings", result.findings().size() + result.more());
        }
        return tree;
    }

    private static ObjectNode tree(Whole whole) {
        ObjectNode tree = tree(whole.region());
        ArrayNode shards = tree.putArray("shards");
        whole.shards().forEach(shard -> shards.add(tree(shard)));
        return tree;
    }

    static ObjectNode tree(LogFinding finding) {
        return object().put("shard", finding.shard().toString())
                .put("rule", finding.rule().toString())
                .put("breaks", finding.rule().guarantee())
                .put("demands", finding.rule().sentence())
                .put("what", finding.what());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Optional<Head> head(LogAudit.Result result) {
        return result.count().moment().map(Onlooker.Moment::head);
    }

    private static String segments(LogAudit.Result result) {
        return result.count()
                .moment()
                .map(moment -> moment.head().firstSegment() + "-" + moment.segment())
                .orElse("");
    }

    private static String shardCounts(RegionRecord region) {
        return region.shards().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }
}
