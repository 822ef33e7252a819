package dev.holdfast.cli.instance;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.v1.DiffInstanceRequest;
import dev.holdfast.v1.DiffInstanceResponse;
import dev.holdfast.v1.FieldChange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = "Show what changed in an instance: by its last change, or between two versions.",
        footer = {"  holdfast instance diff web-1", "  holdfast instance diff web-1 --from 2026-01-31T12:00:00Z"})
final class InstanceDiff implements Callable<Integer> {
    private static final Kind<FieldChange> CHANGES = Kind.ofMessages(
            "changes",
            FieldChange::getPath,
            List.of(
                    Column.always("FIELD", FieldChange::getPath),
                    Column.always("OLD", FieldChange::getOldValue),
                    Column.always("NEW", FieldChange::getNewValue)));

    @Parameters(
            paramLabel = "NAME",
            arity = "1",
            description = "An instance.",
            completionCandidates = KnownNames.OfInstances.class)
    private String id = "";

    @Option(
            names = "--from",
            paramLabel = "VERSION",
            description = "The older one: an etag, or a time; the one before the last change when not given.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "The newer one: an etag, or a time; as it is when not given.")
    private Optional<String> to = Optional.empty();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        DiffInstanceRequest.Builder request = DiffInstanceRequest.newBuilder();
        from.map(Versions::of).ifPresent(request::setFrom);
        to.map(Versions::of).ifPresent(request::setTo);
        try (Client client = connection.connect()) {
            String name = client.names().instance(id);
            DiffInstanceResponse diff = client.call(
                    "diff instance " + Names.shortId(name),
                    deadline -> client.instances(deadline)
                            .diffInstance(request.setName(name).build()));
            output.printAll(CHANGES, diff.getChangesList());
            return ExitCode.OK.number();
        }
    }
}
