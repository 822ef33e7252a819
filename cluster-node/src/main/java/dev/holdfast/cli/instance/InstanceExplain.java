package dev.holdfast.cli.instance;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Terminal;
import dev.holdfast.v1.ExplainInstanceRequest;
import dev.holdfast.v1.ExplainInstanceResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = {
            "Say why an instance is in its state: what it waits for and until when, why no host takes it, and how it"
                    + " came there.",
            "Also after its deletion."
        },
        footer = {"  holdfast instance explain web-1"})
final class InstanceExplain implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "1",
            description = "An instance.",
            completionCandidates = KnownNames.OfInstances.class)
    private String id = "";

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            String name = client.names().instance(id);
            ExplainInstanceResponse explanation = client.call(
                    "explain instance " + Names.shortId(name),
                    deadline -> client.instances(deadline)
                            .explainInstance(ExplainInstanceRequest.newBuilder()
                                    .setName(name)
                                    .build()));
            if (output.forPeople()) {
                Terminal terminal = Terminal.of(spec);
                Explained.lines(explanation, Instant.now()).forEach(terminal::print);
                if (explanation.getEventsCount() > 0) {
                    output.printAll(InstanceKind.events(), explanation.getEventsList());
                }
            } else {
                output.print(
                        Kind.ofMessages(
                                "explanations",
                                (ExplainInstanceResponse each) -> Names.shortId(each.getName()),
                                List.of()),
                        explanation);
            }
            return ExitCode.OK.number();
        }
    }
}
