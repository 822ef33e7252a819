package dev.holdfast.cli.instance;

import com.google.longrunning.Operation;
import com.google.rpc.Status;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.Refusal;
import dev.holdfast.v1.BatchCreateInstancesRequest;
import dev.holdfast.v1.BatchCreateInstancesResponse;
import dev.holdfast.v1.BatchCreateResult;
import dev.holdfast.v1.CreateInstanceRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Many creations in as few requests as a server takes: one batch after the other, of which each is accepted or refused
 * as a whole. After one that was refused, or that nobody answered, no other is sent. What a server could not carry out
 * after it had accepted the batch is sent again by itself, under the same request ids, while that can help.
 */
final class Batches {
    /** The server's bound. */
    static final int MEMBERS_AT_MOST = 1_000;

    /** A server takes messages of 4 MiB; this leaves room for what stands around the members. */
    static final int BYTES_AT_MOST = 3 << 20;

    private static final int BYTES_AROUND_A_MEMBER = 8;

    private final Client client;
    private final List<CreateInstanceRequest> members;
    private final boolean validateOnly;
    private final String what;
    private final Consumer<Operation> onAnswer;
    private final List<Optional<Operation>> answers = new ArrayList<>();
    private final List<CommandFailure> failures = new ArrayList<>();

    private Batches(
            Client client,
            List<CreateInstanceRequest> members,
            boolean validateOnly,
            String what,
            Consumer<Operation> onAnswer) {
        this.client = client;
        this.members = List.copyOf(members);
        this.validateOnly = validateOnly;
        this.what = what;
        this.onAnswer = onAnswer;
        members.forEach(_ -> answers.add(Optional.empty()));
    }

    /**
     * @param members of one parent, each with a name and a request id of its own
     * @param what the verb and its object, for errors: {@code create 50 instances}
     * @param onAnswer told of each acknowledgement, in the order of the members of its batch
     */
    static InFlight.Outcome<Operation> send(
            Client client,
            List<CreateInstanceRequest> members,
            boolean validateOnly,
            String what,
            Consumer<Operation> onAnswer) {
        Batches batches = new Batches(client, members, validateOnly, what, onAnswer);
        return new InFlight.Outcome<>(batches.answers, batches.failures, batches.sendAll());
    }

    /** Returns how many were certainly not carried out because of what came of others. */
    private int sendAll() {
        int from = 0;
        while (from < members.size()) {
            int to = end(from);
            SortedMap<Integer, CreateInstanceRequest> open = new TreeMap<>();
            for (int at = from; at < to; at++) {
                open.put(at, members.get(at));
            }
            try {
                var _ = client.call(what, deadline -> carryOut(open, deadline));
            } catch (CommandFailure failure) {
                failures.add(failure);
                return members.size() - to + (failure.mayHaveHappened() ? 0 : open.size());
            }
            from = to;
        }
        return 0;
    }

    /** Where the batch ends that begins here. */
    private int end(int from) {
        int to = from;
        long bytes = 0;
        while (to < members.size() && to - from < MEMBERS_AT_MOST) {
            bytes += members.get(to).getSerializedSize() + BYTES_AROUND_A_MEMBER;
            if (to > from && bytes > BYTES_AT_MOST) {
                break;
            }
            to++;
        }
        return to;
    }

    /**
     * One try. Takes away what was answered for good, so that the next try has only the others.
     *
     * @throws StatusRuntimeException when there are others, as the first of them says
     */
    private boolean carryOut(SortedMap<Integer, CreateInstanceRequest> open, Duration deadline) {
        List<Integer> sent = List.copyOf(open.keySet());
        List<BatchCreateResult> results = ask(List.copyOf(open.values()), deadline);
        Optional<Status> passing = Optional.empty();
        for (int each = 0; each < sent.size(); each++) {
            int at = sent.get(each);
            BatchCreateResult result = results.get(each);
            if (!result.hasError()) {
                open.remove(at);
                answers.set(at, Optional.of(result.getOperation()));
                onAnswer.accept(result.getOperation());
                continue;
            }
            Refusal refusal = Refusal.of(result.getError());
            if (refusal.passing()) {
                passing = passing.or(() -> Optional.of(result.getError()));
            } else {
                open.remove(at);
                failures.add(
                        refusal.failure("create instance " + members.get(at).getInstanceId()));
            }
        }
        if (passing.isPresent()) {
            throw StatusProto.toStatusRuntimeException(passing.get());
        }
        return true;
    }

    private List<BatchCreateResult> ask(List<CreateInstanceRequest> batch, Duration deadline) {
        BatchCreateInstancesResponse response;
        try {
            response = client.instances(deadline)
                    .batchCreateInstances(BatchCreateInstancesRequest.newBuilder()
                            .setParent(batch.getFirst().getParent())
                            .addAllRequests(batch)
                            .setValidateOnly(validateOnly)
                            .build());
        } catch (StatusRuntimeException refused) {
            throw BatchMember.named(refused, batch);
        }
        if (response.getResultsCount() != batch.size()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    what + ": the server gave " + response.getResultsCount() + " results for " + batch.size()
                            + " requests (INTERNAL): report it, and list what there is");
        }
        return response.getResultsList();
    }
}
