package dev.holdfast.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that talks to a node: whom to ask, about what, for how long. */
public final class ConnectionOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description = "Any node of the cluster; else HOLDFAST_ADDRESS, the context, or 127.0.0.1:7400.")
    private Optional<String> address = Optional.empty();

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Whose instances; else HOLDFAST_PROJECT, the context, or default.")
    private Optional<String> project = Optional.empty();

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Where; else HOLDFAST_REGION, the context, or local.")
    private Optional<String> region = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "NAME",
            completionCandidates = KnownNames.OfContexts.class,
            description = "A context of the config file; else HOLDFAST_CONTEXT or its current-context.")
    private Optional<String> context = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Quantity.Time.class,
            description = "When the whole command gives up, such as 30s or 5m. Without it each request may take 60s,"
                    + " repeats included, and a wait 10m.")
    private Optional<Duration> timeout = Optional.empty();

    /** What holds after flags, environment and config file were asked. */
    public ClientSettings settings() {
        return ClientSettings.resolve(new ClientSettings.Flags(address, project, region, context), Terminal.of(spec));
    }

    /** A client that the caller closes; nothing is sent yet. The time limit runs from here. */
    public Client connect() {
        return Client.to(settings(), Terminal.of(spec), timeout);
    }
}
