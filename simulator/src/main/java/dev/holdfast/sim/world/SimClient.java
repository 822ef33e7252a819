package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One client, who asks one thing after the other: through any node, again under the same request id when nothing
 * certain comes back, until it forgets about it. What it writes down is only what it was told.
 */
final class SimClient {
    private static final long PATIENCE_NANOS = 6_000_000_000L;
    private static final int TRIES = 6;
    private static final List<Quantities> SIZES = List.of(
            new Quantities(1, 2_048, 10, 0),
            new Quantities(2, 4_096, 20, 0),
            new Quantities(4, 16_384, 40, 0),
            new Quantities(8, 32_768, 80, 0));

    private final SimRegion region;
    private final int number;
    private final Draws draws;
    private final ClientHistory history;
    private final long thinkNanos;
    private long requests;

    SimClient(SimRegion region, int number, Draws draws, ClientHistory history, long thinkNanos) {
        this.region = region;
        this.number = number;
        this.draws = draws;
        this.history = history;
        this.thinkNanos = thinkNanos;
    }

    /** Asks again and again until the region is healed. */
    void begin() {
        region.timeline().afterNanos((long) (thinkNanos * 2 * draws.unit()), () -> {
            if (!region.healed()) {
                ask();
            }
        });
    }

    /** What is asked for, and how it goes. */
    private static final class Call {
        private final Verb verb;
        private final InstanceName name;
        private final RequestId requestId;
        private final String content;
        private int tries;
        private boolean ended;

        private Call(Verb verb, InstanceName name, RequestId requestId, String content) {
            this.verb = verb;
            this.name = name;
            this.requestId = requestId;
            this.content = content;
        }
    }

    private void ask() {
        InstanceName name =
                new InstanceName("p", "i-" + draws.below(region.script().instances()));
        double luck = draws.unit();
        Verb verb = luck < 0.30
                ? Verb.CREATE
                : luck < 0.50 ? Verb.STOP : luck < 0.70 ? Verb.START : luck < 0.82 ? Verb.DELETE : Verb.READ;
        RequestId requestId = new RequestId("r-" + number + "-" + ++requests);
        send(new Call(verb, name, requestId, Long.toString(draws.below(SIZES.size()))));
    }

    private void send(Call call) {
        int attempt = ++call.tries;
        int line = history.begin(
                number,
                call.verb,
                call.name.toString(),
                call.verb == Verb.READ ? Optional.empty() : Optional.of(call.requestId.value()),
                call.verb == Verb.CREATE ? call.content : "",
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
        region.tellOnce(region.instances(), edge.number(), call.name.toString(), entity -> {
            Consumer<Answer> back = answer -> region.network()
                    .sendOnce(
                            entity.node().number(),
                            edge.number(),
                            edge.here(() -> region.network()
                                    .sendOnce(
                                            edge.number(),
                                            Network.CLIENTS,
                                            () -> answered(call, line, attempt, answer))));
            Request request = Request.of(call.requestId);
            Party party = Party.user("client-" + number);
            switch (call.verb) {
                case CREATE ->
                    entity.execute(
                            new InstanceCommand.CreateInstance(call.name, spec(call.content), request),
                            party,
                            Optional.of(back));
                case START -> entity.execute(new InstanceCommand.StartInstance(request), party, Optional.of(back));
                case STOP -> entity.execute(new InstanceCommand.StopInstance(request), party, Optional.of(back));
                case DELETE -> entity.execute(new InstanceCommand.DeleteInstance(request), party, Optional.of(back));
                case READ -> entity.read(back);
            }
        });
    }

    private static InstanceSpec spec(String content) {
        return new InstanceSpec(
                SIZES.get(Integer.parseInt(content)),
                "image",
                List.of(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                PlacementConstraints.NONE,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5));
    }

    /** However late it comes, an answer is the answer to its own sending. */
    private void answered(Call call, int line, int attempt, Answer answer) {
        switch (answer) {
            case Answer.Done(ResourceState state) -> {
                Optional<Operation.Result> result = result(call, state);
                result.ifPresent(each -> told(line, each));
                end(call);
            }
            case Answer.Refused(ErrorCode code, var _) -> {
                if (code.definite()) {
                    told(line, new Operation.Result.Refused(code.name()));
                }
                boolean worthAnotherTry = code == ErrorCode.OUTCOME_UNKNOWN || code == ErrorCode.UNAVAILABLE;
                if (!worthAnotherTry) {
                    end(call);
                } else if (!call.ended && call.tries == attempt) {
                    again(call);
                }
            }
        }
    }

    private Optional<Operation.Result> result(Call call, ResourceState state) {
        if (call.verb == Verb.READ) {
            boolean known = state instanceof InstanceState.Living;
            return state instanceof InstanceState instance
                    ? Optional.of(
                            new Operation.Result.Seen(known ? state.sequence() : 0, Phase.valueOf(instance.label())))
                    : Optional.empty();
        }
        Optional<dev.holdfast.core.instance.Operation> operation = state instanceof InstanceState.Living living
                ? living.life().operations().of(call.requestId)
                : Optional.empty();
        if (operation.isEmpty()) {
            region.violated(
                    "AcknowledgedSurvives",
                    call.verb + " of " + call.name + " under " + call.requestId
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
            end(call);
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

    private void end(Call call) {
        if (!call.ended) {
            call.ended = true;
            begin();
        }
    }
}
