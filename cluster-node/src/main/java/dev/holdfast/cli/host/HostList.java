package dev.holdfast.cli.host;

import dev.holdfast.cli.Client;
import dev.holdfast.cli.ConnectionOptions;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.ListOptions;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Pages;
import dev.holdfast.cli.ReadOptions;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListHostsResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List a region's hosts, with what is claimed of each.",
        footer = {
            "  holdfast host list -o wide",
            "  holdfast host list --filter 'free_cores >= 8' --order-by 'free_cores desc'"
        })
final class HostList implements Callable<Integer> {
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
            List<Host> hosts = Pages.all(
                    token -> client.call(
                            "list hosts of " + client.names().regionName(),
                            deadline -> client.hosts(deadline)
                                    .listHosts(ListHostsRequest.newBuilder()
                                            .setParent(client.names().regionName())
                                            .setPageSize(Pages.SIZE)
                                            .setPageToken(token)
                                            .setFilter(list.filter())
                                            .setOrderBy(list.orderBy())
                                            .setReadMode(reading.mode())
                                            .build())),
                    ListHostsResponse::getHostsList,
                    ListHostsResponse::getNextPageToken);
            output.printAll(HostKind.hosts(), hosts);
            return ExitCode.OK.number();
        }
    }
}
