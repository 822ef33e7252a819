package dev.holdfast.cli.host;

import dev.holdfast.cli.ChangeOptions;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.v1.Host;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What cordon, uncordon and confirm-fenced have in common. */
abstract class HostVerb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Hosts.",
            completionCandidates = KnownNames.OfHosts.class)
    private List<String> ids = List.of();

    @Option(
            names = "--etag",
            paramLabel = "ETAG",
            description = "Refuse if the host has changed since this etag was read.")
    private String etag = "";

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

    abstract Host send(Client client, Verb verb);

    @Override
    public final Integer call() {
        try (Client client = connection.connect()) {
            List<String> names =
                    ids.stream().map(client.names()::host).distinct().toList();
            return new HostChange(spec, client, output, change, spec.name(), names)
                    .run((deadline, name, requestId) ->
                            send(client, new Verb(deadline, name, requestId, etag, change.dryRun())));
        }
    }
}
