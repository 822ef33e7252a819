package dev.holdfast.sim.invariant;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.sim.history.Call;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.OperationMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whatever a client was told is accepted is in the log: the event that accepted it, of the kind that was asked for, and
 * the operation with its request id.
 */
public final class AcknowledgedSurvives implements Invariant {
    @Override
    public Finding judge(Evidence evidence) {
        long looked = 0;
        List<String> lost = new ArrayList<>();
        for (Call call : evidence.calls()) {
            if (call.outcome() instanceof Call.Outcome.Acknowledged(String operation)) {
                looked++;
                missing(evidence, call, operation).ifPresent(lost::add);
            }
        }
        return new Finding("lost", looked, lost);
    }

    private static Optional<String> missing(Evidence evidence, Call call, String operation) {
        String what = call.verb() + " of " + call.instance() + ", acknowledged as " + operation;
        long sequence = Long.parseLong(operation.substring(operation.lastIndexOf('.') + 1));
        Optional<InstanceEvent> event = evidence.events().getOrDefault(call.instance(), List.of()).stream()
                .filter(each -> each.getSequence() == sequence)
                .findFirst();
        if (event.isEmpty()) {
            return Optional.of(what + ": the log has no event " + sequence);
        }
        if (!accepts(call.verb(), event.get().getKind())) {
            return Optional.of(
                    what + ": event " + sequence + " is " + event.get().getKind());
        }
        Operation known = evidence.operations().get(operation);
        if (known == null) {
            return Optional.of(what + ": there is no such operation");
        }
        try {
            String requestId =
                    known.getMetadata().unpack(OperationMetadata.class).getRequestId();
            return requestId.equals(call.requestId())
                    ? Optional.empty()
                    : Optional.of(what + ": it belongs to request " + requestId);
        } catch (InvalidProtocolBufferException broken) {
            return Optional.of(what + ": " + broken.getMessage());
        }
    }

    /** Whether an event of this kind accepts that verb, or says that all was so already. */
    static boolean accepts(Call.Verb verb, String kind) {
        return kind.equals("instance.operation-satisfied.v1")
                || kind.equals(
                        switch (verb) {
                            case CREATE -> "instance.requested.v2";
                            case START -> "instance.start-requested.v1";
                            case STOP -> "instance.stop-requested.v1";
                            case DELETE -> "instance.deletion-requested.v1";
                        });
    }
}
