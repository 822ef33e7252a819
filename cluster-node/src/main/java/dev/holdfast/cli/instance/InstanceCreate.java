package dev.holdfast.cli.instance;

import dev.holdfast.cli.ChangeOptions;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.WaitOptions;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.Instance;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        description = {
            "Ask for an instance, or for many that are alike: if one of them would be refused, so are all (of each thousand).",
            "What is acknowledged is kept through any crash; it runs when its operation is done."
        },
        customSynopsis = {
            "holdfast instance create NAME [options]",
            "       holdfast instance create --prefix PREFIX --count N [options]"
        },
        footer = {
            "  holdfast instance create web-1 --wait",
            "  holdfast instance create db-1 --cores 4 --memory 16GiB --disk 100GiB --label tier=data",
            "  holdfast instance create --prefix web --count 50 --spread-key web --wait"
        })
final class InstanceCreate implements Callable<Integer> {
    private static final int MOST = 100_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Its name: " + Names.ID_RULE + ".")
    private Optional<String> name = Optional.empty();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "With --count: names PREFIX-1, PREFIX-2...")
    private Optional<String> prefix = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "With --prefix: how many.")
    private Optional<Integer> count = Optional.empty();

    @Mixin
    private final SpecOptions wanted = new SpecOptions();

    @Mixin
    private final WaitOptions waiting = new WaitOptions();

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        List<String> ids = ids();
        Instance instance = wanted.instance();
        try (Client client = connection.connect()) {
            Names names = client.names();
            List<String> fullNames = ids.stream().map(names::instance).toList();
            InstanceChange creation =
                    new InstanceChange(spec, client, output, change, waiting, "create", fullNames, name.isPresent());
            if (ids.size() == 1) {
                return creation.run((deadline, fullName, requestId) -> client.instances(deadline)
                        .createInstance(request(names, ids.getFirst(), instance, requestId)
                                .setValidateOnly(change.dryRun())
                                .build()));
            }
            return creation.runTogether((requestIds, onAnswer) -> Batches.send(
                    client,
                    IntStream.range(0, ids.size())
                            .mapToObj(at -> request(names, ids.get(at), instance, requestIds.of(at + 1))
                                    .build())
                            .toList(),
                    change.dryRun(),
                    "create " + ids.size() + " instances",
                    onAnswer));
        }
    }

    private static CreateInstanceRequest.Builder request(Names names, String id, Instance instance, String requestId) {
        return CreateInstanceRequest.newBuilder()
                .setParent(parent(names, id))
                .setInstanceId(Names.shortId(id))
                .setInstance(instance)
                .setRequestId(requestId);
    }

    /** Of a short id the person's own; a full name has its own. */
    private static String parent(Names names, String id) {
        String fullName = names.instance(id);
        return fullName.substring(0, fullName.indexOf("/instances/"));
    }

    private List<String> ids() {
        if (name.isPresent()) {
            if (prefix.isPresent() || count.isPresent()) {
                throw usage("give either NAME, or --prefix and --count, such as --prefix " + name.get() + " --count "
                        + count.orElse(3));
            }
            return List.of(name.get());
        }
        if (prefix.isEmpty() || count.isEmpty()) {
            throw usage(
                    prefix.isPresent() == count.isPresent()
                            ? "missing NAME, or --prefix and --count"
                            : "--prefix and --count go together");
        }
        if (count.get() < 1 || count.get() > MOST) {
            throw usage("--count must be 1 to " + MOST + ", not " + count.get());
        }
        Names.requireId(prefix.get() + "-" + count.get(), "with --prefix " + prefix.get() + " the name");
        return IntStream.rangeClosed(1, count.get())
                .mapToObj(number -> prefix.get() + "-" + number)
                .toList();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
