package dev.holdfast.cli.completion;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.ClientSettings;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.KnownNames;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Terminal;
import dev.holdfast.cli.TimeLimit;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListHostsResponse;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import dev.holdfast.v1.ListSizesRequest;
import dev.holdfast.v1.ListSizesResponse;
import dev.holdfast.v1.NamedSize;
import dev.holdfast.v1.ReadMode;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Names by their first letters, from the server or the config file. Asks once, takes what may be old, and knows nothing
 * when nobody answers: somebody waits at a key, and an error in the middle of a line that is being typed helps nobody.
 */
final class NamesThereAre {
    /** More would fill the screen; the next letter makes them fewer. */
    static final int MOST = 100;

    private static final Duration LIMIT = Duration.ofSeconds(1);
    /** What can begin an id; anything else would have to be quoted in a filter, and begins none. */
    private static final Pattern BEGINNING = Pattern.compile("([a-z][-a-z0-9]{0,62})?");

    private static final Pattern OPERATION_BEGINNING = Pattern.compile("([a-z][-a-z0-9]{0,62}(\\.[0-9]{0,19})?)?");

    private final Terminal terminal;
    private final ClientSettings.Flags flags;

    NamesThereAre(Terminal terminal, ClientSettings.Flags flags) {
        this.terminal = terminal;
        this.flags = flags;
    }

    /** One page of names, and the token of the next, which is empty at the end. */
    private record Page(List<String> names, String next) {}

    /** One request for the page that a token stands for. */
    private interface Source {
        Page page(Client client, Duration deadline, String token);
    }

    /** At most {@link #MOST}. */
    List<String> of(KnownNames kind, String prefix) {
        Pattern rule = kind instanceof KnownNames.OfOperations ? OPERATION_BEGINNING : BEGINNING;
        Optional<Source> server = switch (kind) {
            case KnownNames.OfInstances _ ->
                Optional.of((client, deadline, token) -> instances(client, deadline, token, filter(prefix)));
            case KnownNames.OfHosts _ ->
                Optional.of((client, deadline, token) -> hosts(client, deadline, token, filter(prefix)));
            case KnownNames.OfOperations _ -> Optional.of(NamesThereAre::operations);
            case KnownNames.OfSizes _ -> Optional.of((client, deadline, _) -> sizes(client, deadline));
            case KnownNames.OfContexts _ -> Optional.empty();
        };
        try {
            if (server.isEmpty()) {
                return ClientSettings.contexts(terminal);
            }
            return rule.matcher(prefix).matches() ? ask(server.get(), prefix) : List.of();
        } catch (CommandFailure _) {
            // The config file, or an address on the line, is wrong; the command itself will say so.
            return List.of();
        }
    }

    private List<String> ask(Source source, String prefix) {
        List<String> found = new ArrayList<>();
        try (Client client = Client.to(ClientSettings.resolve(flags, terminal), terminal, Optional.of(LIMIT))) {
            TimeLimit limit = TimeLimit.in(LIMIT);
            String token = "";
            do {
                Page page = source.page(client, limit.left(), token);
                page.names().stream().filter(name -> name.startsWith(prefix)).forEach(found::add);
                token = page.next().equals(token) ? "" : page.next();
            } while (!token.isEmpty() && found.size() < MOST && !limit.over());
        } catch (StatusRuntimeException _) {
            // What was found before is true nevertheless.
        }
        return found.stream().limit(MOST).toList();
    }

    private static String filter(String prefix) {
        return prefix.isEmpty() ? "" : "name = " + prefix + "*";
    }

    private static Page instances(Client client, Duration deadline, String token, String filter) {
        ListInstancesResponse answer = client.instances(deadline)
                .listInstances(ListInstancesRequest.newBuilder()
                        .setParent(client.names().parent())
                        .setPageSize(MOST)
                        .setPageToken(token)
                        .setFilter(filter)
                        .setReadMode(ReadMode.READ_MODE_STALE_OK)
                        .build());
        return page(answer.getInstancesList(), Instance::getName, answer.getNextPageToken());
    }

    private static Page hosts(Client client, Duration deadline, String token, String filter) {
        ListHostsResponse answer = client.hosts(deadline)
                .listHosts(ListHostsRequest.newBuilder()
                        .setParent(client.names().regionName())
                        .setPageSize(MOST)
                        .setPageToken(token)
                        .setFilter(filter)
                        .setReadMode(ReadMode.READ_MODE_STALE_OK)
                        .build());
        return page(answer.getHostsList(), Host::getName, answer.getNextPageToken());
    }

    private static Page operations(Client client, Duration deadline, String token) {
        ListOperationsResponse answer = client.operations(deadline)
                .listOperations(ListOperationsRequest.newBuilder()
                        .setName(client.names().parent())
                        .setPageSize(MOST)
                        .setPageToken(token)
                        .build());
        return page(answer.getOperationsList(), Operation::getName, answer.getNextPageToken());
    }

    private static Page sizes(Client client, Duration deadline) {
        ListSizesResponse answer = client.regions(deadline)
                .listSizes(ListSizesRequest.newBuilder()
                        .setParent(client.names().regionName())
                        .build());
        return page(answer.getSizesList(), NamedSize::getName, "");
    }

    private static <T> Page page(List<T> things, Function<T, String> fullName, String next) {
        return new Page(things.stream().map(fullName.andThen(Names::shortId)).toList(), next);
    }
}
