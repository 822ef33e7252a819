package dev.holdfast.cli.log;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.LogFinding;
import dev.holdfast.core.log.RegionRecord;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Read all of a region's log and hold it against what must be so of it.",
            "Each commit, row by row, and each resource as its node would load it. Nothing is changed. A line for each"
                    + " finding; the exit code is 0 without any, and 1 with some. The rules are in docs/log.md."
        },
        footer = {
            "  holdfast log verify --data .holdfast",
            "  holdfast log verify --contact-points 10.0.0.1:9042 --datacenter north --keyspace holdfast_north -o json"
        })
final class LogVerify implements Callable<Integer> {
    /** All that was read, and all that was found. */
    private record Verdict(RegionRecord region, List<LogAudit.Result> shards) {
        List<LogFinding> findings() {
            return shards.stream().flatMap(each -> each.findings().stream()).toList();
        }

        long more() {
            return sum(LogAudit.Result::more);
        }

        long sum(ToLongFunction<LogAudit.Result> what) {
            return shards.stream().mapToLong(what).sum();
        }

        long owned() {
            return shards.stream()
                    .filter(each -> each.count().moment().isPresent())
                    .count();
        }
    }

    private static final Kind<Verdict> VERDICT =
            new Kind<>("verdicts", verdict -> verdict.region().region(), LogVerify::tree, List.of());

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        return OpenLog.with(store, log -> {
            List<LogAudit.Result> shards;
            try (Progress progress = Progress.on(Terminal.of(spec))) {
                shards = log.audit().verify(OpenLog.shardsOn(progress, "verified"));
            }
            Verdict verdict = new Verdict(log.region(), shards);
            print(verdict);
            return verdict.findings().isEmpty() ? ExitCode.OK.number() : ExitCode.FAILED.number();
        });
    }

    private void print(Verdict verdict) {
        if (!output.forPeople()) {
            if (output.format() == OutputOptions.Format.name) {
                output.printAll(LogKinds.FINDINGS, verdict.findings());
            } else {
                output.print(VERDICT, verdict);
            }
            return;
        }
        Terminal terminal = Terminal.of(spec);
        // Whole lines and no table, which a narrow terminal would cut.
        for (LogFinding finding : verdict.findings()) {
            terminal.print("shard " + finding.shard() + " breaks " + finding.rule() + " ("
                    + finding.rule().guarantee() + "): " + finding.what());
        }
        if (verdict.more() > 0) {
            terminal.print("and " + verdict.more() + " more of the same rules");
        }
        terminal.print("region " + verdict.region().region() + ", era "
                + verdict.region().era() + ": " + verdict.owned() + " shards, "
                + verdict.sum(each -> each.count().commits()) + " commits, "
                + verdict.sum(each -> each.count().entries()) + " entries, "
                + verdict.sum(each -> each.count().ids()) + " ids, "
                + verdict.sum(each -> each.count().snapshots()) + " snapshots; "
                + (verdict.findings().size() + verdict.more()) + " findings");
    }

    private static ObjectNode tree(Verdict verdict) {
        ObjectNode tree = LogKinds.tree(verdict.region())
                .put("shards", verdict.owned())
                .put("commits", verdict.sum(each -> each.count().commits()))
                .put("entries", verdict.sum(each -> each.count().entries()))
                .put("ids", verdict.sum(each -> each.count().ids()))
                .put("snapshots", verdict.sum(each -> each.count().snapshots()))
                .put("more_findings", verdict.more());
        ArrayNode findings = tree.putArray("findings");
        verdict.findings().forEach(finding -> findings.add(LogKinds.tree(finding)));
        return tree;
    }
}
