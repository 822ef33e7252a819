package dev.holdfast.cli.host;

import dev.holdfast.cli.ChangeOptions;
import dev.holdfast.cli.ChangeOptions.RequestIds;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Results;
import dev.holdfast.cli.Terminal;
import dev.holdfast.v1.Host;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One verb on one or many hosts; it is done when it is acknowledged.
 *
 * @param verb register, cordon, uncordon, confirm-fenced
 * @param names full names
 */
record HostChange(
        CommandSpec spec, Client client, OutputOptions output, ChangeOptions change, String verb, List<String> names) {
    HostChange {
        names = List.copyOf(names);
    }

    /** One request. */
    interface Request {
        Host send(Duration deadline, String name, String requestId);
    }

    int run(Request request) {
        RequestIds ids = change.requestIds(names.size());
        InFlight.Outcome<Host> outcome = InFlight.run(
                names.size(),
                at -> client.call(
                        verb + " host " + Names.shortId(names.get(at)),
                        deadline -> request.send(deadline, names.get(at), ids.of(at + 1))),
                _ -> {});
        int exit = Results.print(spec, output, HostKind.hosts(), outcome);
        if (change.dryRun() && !outcome.acknowledged().isEmpty()) {
            Terminal.of(spec).say("dry run: it would be accepted; nothing was changed");
        } else if (outcome.failures().stream().anyMatch(CommandFailure::mayHaveHappened)) {
            Terminal.of(spec)
                    .say("what was not acknowledged may still have happened; the same command with" + " --request-id "
                            + ids.base() + " does the rest and nothing twice");
        }
        return exit;
    }
}
