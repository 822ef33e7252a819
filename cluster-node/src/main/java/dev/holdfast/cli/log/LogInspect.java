package dev.holdfast.cli.log;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.Onlooker;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.TrialOwner;
import dev.holdfast.node.FactReader;
import dev.holdfast.node.log.audit.RegionAudit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description = {
            "Look into a region's log: whose it is, its shards, the commits of one, the events of one resource.",
            "Nothing is changed. A folder must not be in use by a node; a Cassandra may be."
        },
        footer = {
            "  holdfast log inspect --data .holdfast",
            "  holdfast log inspect --shard instance/7 --limit 5",
            "  holdfast log inspect --id instance/shop/web-1 -o json",
            "  holdfast log inspect --contact-points 10.0.0.1:9042 --datacenter north --keyspace holdfast_north"
        })
final class LogInspect implements Callable<Integer> {
    private static final int LIMIT_AT_MOST = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(
            names = "--shard",
            paramLabel = "TYPE/N",
            description = "Show the newest commits of one shard, such as instance/7; 7 alone means that one too.")
    private Optional<String> shard = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "How many commits of a shard, 1 to 10000. Default: 20")
    private int limit = 20;

    @Option(
            names = "--id",
            paramLabel = "TYPE/NAME",
            description = "Show what has happened to one resource, such as instance/PROJECT/NAME or host/NAME.")
    private Optional<String> id = Optional.empty();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        if (shard.isPresent() && id.isPresent()) {
            throw usage("--shard and --id each ask for something else: one of the two");
        }
        if (limit < 1 || limit > LIMIT_AT_MOST) {
            throw usage("--limit must be from 1 to " + LIMIT_AT_MOST + ", not " + limit);
        }
        Optional<ShardId> wanted = shard.map(LogInspect::shardId);
        Optional<String[]> named = id.map(LogInspect::typeAndName);
        return OpenLog.with(store, log -> {
            if (wanted.isPresent()) {
                return commits(log, wanted.get());
            }
            if (named.isPresent()) {
                return events(log, named.get()[0], named.get()[1]);
            }
            return everything(log);
        });
    }

    private int everything(OpenLog log) {
        List<LogAudit.Result> shards;
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            shards = log.audit().look(OpenLog.shardsOn(progress, "read"));
        }
        List<LogAudit.Result> owned = shards.stream()
                .filter(each ->
                        each.count().moment().isPresent() || !each.findings().isEmpty())
                .toList();
        if (output.forPeople()) {
            output.print(LogKinds.REGION, log.region());
            output.printAll(LogKinds.SHARDS, owned);
            if (owned.stream().anyMatch(each -> !each.findings().isEmpty())) {
                Terminal.of(spec).say("something is wrong with it: see ./holdfast log verify");
            }
        } else if (output.format() == OutputOptions.Format.name) {
            output.printAll(LogKinds.SHARDS, owned);
        } else {
            output.print(LogKinds.WHOLE, new LogKinds.Whole(log.region(), owned));
        }
        return ExitCode.OK.number();
    }

    private int commits(OpenLog log, ShardId wanted) {
        NewestCommits newest = new NewestCommits(limit);
        Onlooker.Outcome outcome = log.audit().read(wanted, newest);
        return switch (outcome) {
            case Onlooker.Outcome.Untouched() ->
                throw new CommandFailure(ExitCode.NOT_FOUND, "nobody ever owned shard " + wanted);
            case Onlooker.Outcome.Restless(int tries) ->
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "the beginning of shard " + wanted + " moved " + tries + " times while it was read: try again");
            case Onlooker.Outcome.Seen _ -> {
                output.printAll(LogKinds.commits(new FactReader()), newest.commits());
                yield ExitCode.OK.number();
            }
        };
    }

    private int events(OpenLog log, String type, String name) {
        RegionAudit audit = log.audit();
        Optional<TrialOwner.Loaded> loaded = audit.load(type, name);
        TreeMap<Long, LogKinds.Fact> facts = new TreeMap<>();
        FactReader reader = new FactReader();
        for (HistoryRow row : audit.history(type, name)) {
            facts.put(row.sequence(), new LogKinds.Fact(row.sequence(), true, reader.read(row.payload())));
        }
        for (Entry.Event event : loaded.map(TrialOwner.Loaded::events).orElse(List.of())) {
            facts.put(event.sequence(), new LogKinds.Fact(event.sequence(), false, reader.read(event.payload())));
        }
        if (facts.isEmpty() && loaded.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "nothing is known of " + type + "/" + name + " in shard " + audit.shardOf(type, name));
        }
        output.printAll(LogKinds.facts(), List.copyOf(facts.values()));
        if (output.forPeople()) {
            loaded.flatMap(TrialOwner.Loaded::snapshot)
                    .ifPresent(snapshot -> Terminal.of(spec)
                            .say("its snapshot is of sequence " + snapshot.sequence() + ", taken at commit "
                                    + snapshot.position()));
        }
        return ExitCode.OK.number();
    }

    private static ShardId shardId(String text) {
        String[] parts = text.split("/", -1);
        String number = parts[parts.length - 1];
        if (parts.length > 2 || !number.matches("[0-9]{1,6}")) {
            throw usage("--shard must be TYPE/N, such as instance/7, not " + text);
        }
        return new ShardId(parts.length == 2 ? parts[0] : "instance", Integer.parseInt(number));
    }

    private static String[] typeAndName(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw usage("--id must be TYPE/NAME, such as instance/shop/web-1 or host/host-1, not " + text);
        }
        return new String[] {text.substring(0, slash), text.substring(slash + 1)};
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }
}
