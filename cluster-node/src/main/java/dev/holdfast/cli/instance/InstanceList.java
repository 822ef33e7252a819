package dev.holdfast.cli.instance;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.ListOptions;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Pages;
import dev.holdfast.cli.ReadOptions;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List a project's instances.",
        footer = {
            "  holdfast instance list",
            "  holdfast instance list --prefix web- -o wide",
            "  holdfast instance list --selector tier=data --filter 'state != RUNNING' --order-by state_time"
        })
final class InstanceList implements Callable<Integer> {
    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only names that begin so.")
    private String prefix = "";

    @Mixin
    private final ListOptions list = new ListOptions();

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        try (Client client = connection.connect()) {
            List<Instance> instances = Pages.all(
                    token -> client.call(
                            "list instances of " + client.names().parent(),
                            deadline -> client.instances(deadline)
                                    .listInstances(ListInstancesRequest.newBuilder()
                                            .setParent(client.names().parent())
                                            .setPageSize(Pages.SIZE)
                                            .setPageToken(token)
                                            .setFilter(list.filter())
                                            .setOrderBy(list.orderBy())
                                            .setReadMode(reading.mode())
                                            .build())),
                    ListInstancesResponse::getInstancesList,
                    ListInstancesResponse::getNextPageToken);
            output.printAll(
                    InstanceKind.asOf(Instant.now()),
                    instances.stream()
                            .filter(instance ->
                                    Names.shortId(instance.getName()).startsWith(prefix))
                            .toList());
            return ExitCode.OK.number();
        }
    }
}
