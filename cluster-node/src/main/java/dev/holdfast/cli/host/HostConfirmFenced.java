package dev.holdfast.cli.host;

import dev.holdfast.cli.Client;
import dev.holdfast.v1.ConfirmFencedRequest;
import dev.holdfast.v1.Host;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "confirm-fenced",
        description = {
            "Answer for it that nothing runs on LOST hosts any more, and that nothing will start from their disks.",
            "What was on them may then run elsewhere at once. If it still runs there, two run. Refused while a host is heard;"
                    + " the reason is kept in the host's history, with who gave it."
        },
        footer = {"  holdfast host confirm-fenced host-1 --reason 'power cut at the rack, disk wiped'"})
final class HostConfirmFenced extends HostVerb {
    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "How you know; needed.")
    private String reason = "";

    @Override
    Host send(Client client, Verb verb) {
        return client.hosts(verb.deadline())
                .confirmFenced(ConfirmFencedRequest.newBuilder()
                        .setName(verb.name())
                        .setReason(reason)
                        .setRequestId(verb.requestId())
                        .setEtag(verb.etag())
                        .setValidateOnly(verb.validateOnly())
                        .build());
    }
}
