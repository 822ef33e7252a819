package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.SpecChange;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a client asks: through any node, again under the same request id when nothing certain comes back, until it has
 * its answer or forgets about it. What is written down is only what it was told.
 */
final class SimCalls {
    private static final long PATIENCE_NANOS = 6_000_000_000L;
    private static final int TRIES = 6;

    /** How a call ended for the one who asked. */
    enum Ending {
        DONE,
        REFUSED,
        /** Nobody ever said for certain. */
        FORGOTTEN
    }

    /** Hears how a call ended, once; of a refusal with its code. */
    interface Listener {
        void ended(Ending ending, Optional<ErrorCode> code);
    }

    private final SimRegion region;
    private final int number;
    private final Draws draws;
    private final ClientHistory history;

    /** @param number of the client, as histories name it */
    SimCalls(SimRegion region, int number, Draws draws, ClientHistory history) {
        this.region = region;
        this.number = number;
        this.draws = draws;
        this.history = history;
    }

    /**
     * What is asked for.
     *
     * @param content of a create, what tells its spec from others; of an update, what it changes the spec to
     * @param spec of a create
     */
    record Wanted(Verb verb, InstanceName name, RequestId requestId, String content, Optional<InstanceSpec> spec) {}

    /** What is asked for, and how it goes. */
    private static final class Call {
        private final Wanted wanted;
        private final Listener listener;
        private int tries;
        private boolean ended;

        private Call(Wanted wanted, Listener listener) {
            this.wanted = wanted;
            this.listener = listener;
        }
    }

    void ask(Wanted wanted, Listener listener) {
        send(new Call(wanted, listener));
    }

    private void send(Call call) {
        int attempt = ++call.tries;
        int line = history.begin(
                number,
                call.wanted.verb(),
                call.wanted.name().toString(),
                call.wanted.verb() == Verb.READ
                        ? Optional.empty()
                        : Optional.of(call.wanted.requestId().value()),
                call.wanted.verb() == Verb.CREATE ? call.wanted.content() : "",
                region.timeline().nanos());
        SimNode edge = region.anyNode(draws);
        region.timeline().afterNanos(PATIENCE_NANOS, () -> {
            if (!call.ended && call.tries == attempt) {
                again(call);
            }
        });
        if (!edge.up()) {
            region.timeline().afterNanos(1_000_000L, () -> {
                if (!call.ended && call.tries == attempt) {
                    told(line, new Operation.Result.Refused(ErrorCode.UNAVAILABLE.name()));
                    again(call);
                }
            });
            return;
        }
        region.network().sendOnce(Network.CLIENTS, edge.number(), edge.here(() -> atEdge(edge, call, line, attempt)));
    }

    private void atEdge(SimNode edge, Call call, int line, int attempt) {
        region.tellOnce(region.instances(), edge.number(), call.wanted.name().toString(), entity -> {
            Consumer<Answer> back = answer -> region.network()
                    .sendOnce(
                            entity.node().number(),
                            edge.number(),
                            edge.here(() -> region.network()
                                    .sendOnce(
                                            edge.number(),
                                            Network.CLIENTS,
                                            () -> answered(call, line, attempt, answer))));
            Request request = Request.of(call.wanted.requestId());
            Party party = Party.user("client-" + number);
            switch (call.wanted.verb()) {
                case CREATE ->
                    entity.execute(
                            new InstanceCommand.CreateInstance(
                                    call.wanted.name(), call.wanted.spec().orElseThrow(), request),
                            party,
                            Optional.of(back));
                case START -> entity.execute(new InstanceCommand.StartInstance(request), party, Optional.of(back));
                case STOP -> entity.execute(new InstanceCommand.StopInstance(request), party, Optional.of(back));
                case DELETE -> entity.execute(new InstanceCommand.DeleteInstance(request), party, Optional.of(back));
                case RESTART -> entity.execute(new InstanceCommand.RestartInstance(request), party, Optional.of(back));
                case DEALLOCATE ->
                    entity.execute(new InstanceCommand.DeallocateInstance(request), party, Optional.of(back));
                case UPDATE ->
                    entity.execute(
                            new InstanceCommand.UpdateInstance(change(call.wanted.content()), request),
                            party,
                            Optional.of(back));
                case READ -> entity.read(back);
            }
        });
    }

    private static SpecChange change(String content) {
        return new SpecChange(
                Optional.of(new TreeMap<>(Map.of("content", content))),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(5 + content.length())),
                Optional.empty());
    }

    /** However late it comes, an answer is the answer to its own sending. */
    private void answered(Call call, int line, int attempt, Answer answer) {
        switch (answer) {
            case Answer.Done(ResourceState state) -> {
                Optional<Operation.Result> result = result(call, state);
                result.ifPresent(each -> told(line, each));
                end(call, Ending.DONE, Optional.empty());
            }
            case Answer.Refused(ErrorCode code, var _) -> {
                if (code.definite()) {
                    told(line, new Operation.Result.Refused(code.name()));
                }
                boolean worthAnotherTry = code == ErrorCode.OUTCOME_UNKNOWN || code == ErrorCode.UNAVAILABLE;
                if (!worthAnotherTry) {
                    end(call, Ending.REFUSED, Optional.of(code));
                } else if (!call.ended && call.tries == attempt) {
                    again(call);
                }
            }
        }
    }

    private Optional<Operation.Result> result(Call call, ResourceState state) {
        if (call.wanted.verb() == Verb.READ) {
            boolean known = state instanceof InstanceState.Living;
            return state instanceof InstanceState instance
                    ? Optional.of(
                            new Operation.Result.Seen(known ? state.sequence() : 0, Phase.valueOf(instance.label())))
                    : Optional.empty();
        }
        Optional<dev.holdfast.core.instance.Operation> operation = state instanceof InstanceState.Living living
                ? living.life().operations().of(call.wanted.requestId())
                : Optional.empty();
        if (operation.isEmpty()) {
            region.violated(
                    "AcknowledgedSurvives",
                    call.wanted.verb() + " of " + call.wanted.name() + " under " + call.wanted.requestId()
                            + " is said to be done, and its operation is not there");
        }
        return operation.map(each -> new Operation.Result.Accepted(each.sequence()));
    }

    private void told(int line, Operation.Result result) {
        history.end(line, result, region.timeline().nanos());
        region.trace().note("told client", result.toString(), line);
    }

    private void again(Call call) {
        boolean forgets = draws.chance(0.1);
        if (call.tries == TRIES || forgets) {
            region.trace().count("a client forgot");
            end(call, Ending.FORGOTTEN, Optional.empty());
            return;
        }
        int attempt = call.tries;
        region.timeline().afterNanos((long) (300_000_000L * call.tries * (0.5 + draws.unit())), () -> {
            if (!call.ended && call.tries == attempt) {
                region.trace().count("a client asked again");
                send(call);
            }
        });
    }

    private void end(Call call, Ending ending, Optional<ErrorCode> code) {
        if (!call.ended) {
            call.ended = true;
            call.listener.ended(ending, code);
        }
    }
}
