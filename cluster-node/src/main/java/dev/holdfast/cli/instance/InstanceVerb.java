package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import dev.holdfast.cli.ChangeOptions;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.WaitOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the verbs on instances that are there have in common. */
abstract class InstanceVerb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Instances.",
            completionCandidates = KnownNames.OfInstances.class)
    private List<String> ids = List.of();

    @Option(
            names = "--etag",
            paramLabel = "ETAG",
            description = "Refuse if the instance has changed since this etag was read.")
    private String etag = "";

    @Mixin
    private final WaitOptions waiting = new WaitOptions();

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    /**
     * One request as the verb's method takes it.
     *
     * @param deadline for this try
     */
    record Verb(Duration deadline, String name, String requestId, String etag, boolean validateOnly) {}

    abstract Operation send(Client client, Verb verb);

    /** Refuses options that make no sense together, before anything is sent. */
    void check(CommandSpec asked) {}

    @Override
    public final Integer call() {
        check(spec);
        try (Client client = connection.connect()) {
            List<String> names =
                    ids.stream().map(client.names()::instance).distinct().toList();
            return new InstanceChange(spec, client, output, change, waiting, spec.name(), names, names.size() == 1)
                    .run((deadline, name, requestId) ->
                            send(client, new Verb(deadline, name, requestId, etag, change.dryRun())));
        }
    }
}
