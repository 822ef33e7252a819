package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.cli.ChangeOptions;
import dev.holdfast.cli.ChangeOptions.RequestIds;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.OutputOptions.Format;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Results;
import dev.holdfast.cli.Terminal;
import dev.holdfast.cli.WaitOptions;
import dev.holdfast.cli.operation.OperationKind;
import dev.holdfast.cli.operation.OperationWait;
import dev.holdfast.v1.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One verb on one or many instances: sends it, waits if that is wanted, and tells what came of it. What was
 * acknowledged is printed whatever became of the rest.
 *
 * @param verb as in the API: create, start, stop, restart, deallocate, update, delete
 * @param names full names, in the order of sending
 * @param single whether a person named the one instance
 */
record InstanceChange(
        CommandSpec spec,
        Client client,
        OutputOptions output,
        ChangeOptions change,
        WaitOptions waiting,
        String verb,
        List<String> names,
        boolean single) {
    InstanceChange {
        names = List.copyOf(names);
    }

    /** One request. */
    interface Request {
        Operation send(Duration deadline, String name, String requestId);
    }

    /** All requests at once, as far as there is no refusal. */
    interface Together {
        /** @param onAnswer told of each acknowledgement when it comes, never two at once */
        InFlight.Outcome<Operation> send(RequestIds ids, Consumer<Operation> onAnswer);
    }

    /** One request for each name, many at a time. */
    int run(Request request) {
        return runTogether((ids, onAnswer) -> InFlight.run(
                names.size(),
                at -> client.call(
                        verb + " instance " + Names.shortId(names.get(at)),
                        deadline -> request.send(deadline, names.get(at), ids.of(at + 1))),
                onAnswer));
    }

    int runTogether(Together together) {
        RequestIds ids = change.requestIds(names.size());
        InFlight.Outcome<Operation> sent = send(ids, together);
        List<CommandFailure> failures = new ArrayList<>(sent.failures());
        if (waiting.wanted() && !change.dryRun()) {
            failures.addAll(finish(sent.acknowledged()));
        } else {
            printAcknowledged(sent.acknowledged());
        }
        ExitCode exit = Results.say(terminal(), failures);
        sayWhatIsOpen(ids, sent);
        return exit.number();
    }

    private InFlight.Outcome<Operation> send(RequestIds ids, Together together) {
        AtomicInteger acknowledged = new AtomicInteger();
        if (!change.dryRun()) {
            terminal()
                    .goesOn(
                            "ended while it was sent: what was not acknowledged may still have happened; the same command"
                                    + " with --request-id " + ids.base() + " does the rest and nothing twice");
        }
        try (Progress progress = Progress.on(terminal())) {
            return together.send(ids, operation -> {
                int count = acknowledged.incrementAndGet();
                if (names.size() > 1) {
                    progress.line(verb + ": " + count + " of " + names.size() + " acknowledged");
                }
                if (printsAtOnce()) {
                    output.print(OperationKind.standingForItsInstance(Instant.now()), operation);
                    terminal().flush();
                }
            });
        } finally {
            terminal().nothingGoesOn();
        }
    }

    private List<CommandFailure> finish(List<Operation> acknowledged) {
        OperationWait.Ended ended;
        terminal().goesOn(ofTheEnd(acknowledged));
        try (Progress progress = Progress.on(terminal())) {
            String doing =
                    verb + " " + (names.size() == 1 ? Names.shortId(names.getFirst()) : names.size() + " instances");
            ended = OperationWait.forAll(client, progress, doing, acknowledged);
        } finally {
            terminal().nothingGoesOn();
        }
        List<Instance> instances = ended.succeeded().stream()
                .filter(operation -> operation.getResponse().is(Instance.class))
                .map(InstanceChange::instance)
                .toList();
        if (instances.size() == ended.succeeded().size() && !verb.equals("delete")) {
            print(InstanceKind.asOf(Instant.now()), instances, ended.failures());
        } else {
            print(OperationKind.standingForItsInstance(Instant.now()), ended.succeeded(), ended.failures());
        }
        return ended.failures();
    }

    private static String ofTheEnd(List<Operation> acknowledged) {
        return acknowledged.size() == 1
                ? "ended, but " + OperationKind.what(acknowledged.getFirst()) + " goes on; `holdfast operation wait "
                        + Names.shortId(acknowledged.getFirst().getName()) + "` waits for it"
                : "ended, but what was acknowledged goes on; `holdfast operation list` shows how it gets on";
    }

    private void printAcknowledged(List<Operation> acknowledged) {
        if (!printsAtOnce()) {
            print(OperationKind.standingForItsInstance(Instant.now()), acknowledged, List.of());
        }
        if (change.dryRun() && !acknowledged.isEmpty()) {
            terminal().say("dry run: it would be accepted; nothing was changed");
        } else if (output.forPeople()
                && acknowledged.size() == 1
                && !acknowledged.getFirst().getDone()) {
            terminal()
                    .say("acknowledged, and kept for good; `holdfast operation wait "
                            + Names.shortId(acknowledged.getFirst().getName())
                            + "` waits until it is done, as --wait would");
        } else if (output.forPeople() && acknowledged.size() > 1) {
            terminal()
                    .say(acknowledged.size() + " acknowledged, and kept for good; --wait would wait until they are"
                            + " done, `holdfast instance list` shows how they get on");
        }
    }

    /** With {@code -o name} each acknowledgement is on stdout the moment it comes, whatever ends this process. */
    private boolean printsAtOnce() {
        return output.format() == Format.name && (!waiting.wanted() || change.dryRun());
    }

    private <T> void print(Kind<T> kind, List<T> things, List<CommandFailure> failures) {
        if (single) {
            things.forEach(thing -> output.print(kind, thing));
        } else if (!things.isEmpty() || (failures.isEmpty() && !output.forPeople())) {
            output.printAll(kind, things);
        }
    }

    private void sayWhatIsOpen(RequestIds ids, InFlight.Outcome<Operation> sent) {
        if (sent.unsent() > 0) {
            terminal()
                    .say(sent.unsent() + " of " + names.size() + " were not "
                            + (sent.failures().stream().anyMatch(CommandFailure::nobodyAnswers)
                                    ? "sent, because nobody answered"
                                    : "accepted, because one was refused"));
        }
        boolean open = sent.failures().stream().anyMatch(CommandFailure::mayHaveHappened);
        boolean partly = sent.unsent() > 0 && !sent.acknowledged().isEmpty();
        if ((open || partly) && !change.dryRun()) {
            terminal()
                    .say((open ? "what was not acknowledged may still have happened; " : "")
                            + "the same command with --request-id " + ids.base() + " does the rest and nothing twice");
        }
    }

    private Terminal terminal() {
        return Terminal.of(spec);
    }

    private static Instance instance(Operation operation) {
        try {
            return operation.getResponse().unpack(Instance.class);
        } catch (InvalidProtocolBufferException garbled) {
            throw new CommandFailure(
                    ExitCode.FAILED, OperationKind.what(operation) + ": its result cannot be read (INTERNAL)", garbled);
        }
    }
}
