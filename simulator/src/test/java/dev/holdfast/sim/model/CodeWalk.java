package dev.holdfast.sim.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.Departure;
import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.instance.SpecChange;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.node.codec.TypeNames;
import dev.holdfast.node.instance.InstanceTypes;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One instance of the real code under random commands, with the model walking beside it. */
final class CodeWalk {
    private static final List<Verb> VERBS = List.of(
            Verb.CREATE, Verb.START, Verb.START, Verb.STOP, Verb.RESTART, Verb.DEALLOCATE, Verb.UPDATE, Verb.DELETE);
    /** What a watchdog may stop, so that what it has stopped is healed. */
    private static final InstanceSpec SPEC = new InstanceSpec(
            Samples.SPEC.size(),
            Samples.SPEC.image(),
            Samples.SPEC.command(),
            Samples.SPEC.userData(),
            Samples.SPEC.metadata(),
            Samples.SPEC.labels(),
            Samples.SPEC.spreadKey(),
            Samples.SPEC.constraints(),
            Samples.SPEC.stopGrace(),
            Samples.SPEC.placementDeadline(),
            OnSilence.STOP,
            HealingPolicy.CONSISTENT);

    private static final List<ObservedPower> POWERS = List.of(ObservedPower.values());

    private final Draws draws;
    private final InstanceResource resource = new InstanceResource();
    private final TypeNames names = new TypeNames();
    /** Phase and kind of every fact that the code produced. */
    private final Map<Phase, Set<FactKind>> reached;
    /** The same of every fact that the model would have allowed somewhere on the way. */
    private final Map<Phase, Set<FactKind>> allowed;

    private InstanceState state = resource.unknown(Samples.WEB.toString(), Floor.NONE);
    private Condition condition = Condition.ABSENT;
    private Instant now = Samples.NOW;
    private long reports;
    private long requests;
    private long lives;

    CodeWalk(Draws draws, Map<Phase, Set<FactKind>> reached, Map<Phase, Set<FactKind>> allowed) {
        this.draws = draws;
        this.reached = reached;
        this.allowed = allowed;
        InstanceTypes.name(names);
    }

    void walk(int commands) {
        for (int i = 0; i < commands; i++) {
            if (draws.chance(0.15)) {
                ask();
            } else {
                surroundings().ifPresent(this::give);
            }
            for (FactKind kind : FactKind.values()) {
                Fact fact = new Fact(condition.sequence() + 1, kind.wireName(), Optional.empty());
                if (LifeModel.step(condition, fact) instanceof Step.Legal) {
                    noted(allowed, condition.phase()).add(kind);
                }
            }
        }
    }

    private void ask() {
        Request request = Request.of(new RequestId("request-" + ++requests));
        Verb verb = VERBS.get((int) draws.below(VERBS.size()));
        InstanceCommand command = switch (verb) {
            case CREATE -> new InstanceCommand.CreateInstance(Samples.WEB, SPEC, request);
            case START -> new InstanceCommand.StartInstance(request);
            case STOP -> new InstanceCommand.StopInstance(request);
            case RESTART -> new InstanceCommand.RestartInstance(request);
            case DEALLOCATE -> new InstanceCommand.DeallocateInstance(request);
            case UPDATE -> new InstanceCommand.UpdateInstance(change(), request);
            case DELETE, READ -> new InstanceCommand.DeleteInstance(request);
        };
        Phase before = condition.phase();
        switch (give(command)) {
            case Decision.Accepted<InstanceEvent, InstanceRejection>(List<InstanceEvent> events, var _) ->
                assertThat(kind(events.getFirst()))
                        .as("%s when %s", verb, before)
                        .isEqualTo(Answers.accepting(verb, before).orElseThrow());
            case Decision.Rejected<InstanceEvent, InstanceRejection>(InstanceRejection reason) ->
                assertThat(Answers.refusal(verb, before))
                        .as("%s when %s", verb, before)
                        .contains(reason.code().name());
        }
    }

    private SpecChange change() {
        return new SpecChange(
                Optional.of(new TreeMap<>(Map.of("turn", Long.toString(requests)))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Decision<InstanceEvent, InstanceRejection> give(InstanceCommand command) {
        now = now.plusMillis(draws.between(1, 1_000));
        Decision<InstanceEvent, InstanceRejection> decision =
                resource.decide(state, command, new Context(now, Party.ANONYMOUS, new Uid("uid-" + ++lives)));
        if (decision
                instanceof Decision.Accepted<InstanceEvent, InstanceRejection>(List<InstanceEvent> events, var _)) {
            events.forEach(this::happens);
        }
        return decision;
    }

    private void happens(InstanceEvent event) {
        long sequence = condition.sequence() + 1;
        Fact fact = new Fact(sequence, kind(event).wireName(), requestId(event));
        Step step = LifeModel.step(condition, fact);
        assertThat(step).as(fact + " after " + condition).isInstanceOf(Step.Legal.class);
        noted(reached, condition.phase()).add(kind(event));
        condition = ((Step.Legal) step).after();
        state = resource.evolve(state, new Recorded<>(sequence, now, Party.ANONYMOUS, event));
        assertThat(condition.phase().name()).isEqualTo(state.label());
        InstanceState.Living living = (InstanceState.Living) state;
        assertThat(condition.owes()).isEqualTo(!living.life().departures().isEmpty());
        // A stop of what stopped by itself is acknowledged, and then wanted; the code does not write that down.
        if (condition.phase() != Phase.STOPPED && condition.before() != Phase.STOPPED) {
            assertThat(condition.power().name())
                    .isEqualTo(living.life().desired().name());
        }
    }

    private static Set<FactKind> noted(Map<Phase, Set<FactKind>> cells, Phase phase) {
        return cells.computeIfAbsent(phase, _ -> EnumSet.noneOf(FactKind.class));
    }

    private FactKind kind(InstanceEvent event) {
        return FactKind.named(names.nameOf(event.getClass()).orElseThrow()).orElseThrow();
    }

    private static Optional<String> requestId(InstanceEvent event) {
        Optional<RequestId> id = switch (event) {
            case InstanceEvent.InstanceRequested requested -> requested.requestId();
            case InstanceEvent.StartRequested requested -> requested.requestId();
            case InstanceEvent.StopRequested requested -> requested.requestId();
            case InstanceEvent.DeletionRequested requested -> requested.requestId();
            case InstanceEvent.RestartRequested requested -> requested.requestId();
            case InstanceEvent.DeallocationRequested requested -> requested.requestId();
            case InstanceEvent.InstanceUpdated updated -> updated.requestId();
            case InstanceEvent.OperationSatisfied satisfied -> satisfied.requestId();
            case InstanceEvent _ -> Optional.empty();
        };
        return id.map(RequestId::value);
    }

    /** Something that a host, the placer or the clock may say now. */
    private Optional<InstanceCommand> surroundings() {
        if (draws.chance(0.1)) {
            now = now.plus(Duration.ofMinutes(30));
            return Optional.of(new InstanceCommand.ExpireDeadline());
        }
        if (!(state instanceof InstanceState.Living living)) {
            return Optional.empty();
        }
        if (!living.life().departures().isEmpty() && draws.chance(0.3)) {
            Departure owed = living.life().departures().getFirst();
            return Optional.of(new InstanceCommand.ConfirmRelease(owed.uid(), owed.host(), owed.epoch()));
        }
        if (state instanceof InstanceState.Seeking seeking) {
            return Optional.of(placing(seeking));
        }
        if (state instanceof InstanceState.OnHost onHost) {
            Uid uid = onHost.life().uid();
            HostId host = onHost.claim().host();
            Epoch epoch = onHost.claim().epoch();
            if (draws.chance(0.04)) {
                return Optional.of(
                        draws.chance(0.5)
                                ? new InstanceCommand.HostSilent(uid, host, epoch)
                                : new InstanceCommand.HostProven(uid, host, epoch));
            }
            return Optional.of(
                    draws.chance(0.05)
                            ? new InstanceCommand.RefuseClaim(uid, host, epoch, ErrorCode.NOT_HELD, "not held")
                            : new InstanceCommand.ObserveInstance(
                                    uid,
                                    host,
                                    epoch,
                                    condition.sequence(),
                                    ++reports,
                                    POWERS.get((int) draws.below(POWERS.size())),
                                    draws.chance(0.3) ? Optional.of("could not") : Optional.empty()));
        }
        return Optional.empty();
    }

    private InstanceCommand placing(InstanceState.Seeking placing) {
        Uid uid = placing.life().uid();
        if (placing.asked().isEmpty()) {
            return draws.chance(0.2)
                    ? new InstanceCommand.ReportNoCapacity(
                            uid, new PlacementExplanation(3, Collections.emptySortedMap()))
                    : new InstanceCommand.PlaceInstance(
                            uid,
                            new HostId("host-" + draws.between(1, 5)),
                            new Uid("host-uid"),
                            new FaultDomain("rack"),
                            false);
        }
        HostId host = placing.asked().get().host();
        Epoch epoch = placing.asked().get().epoch();
        return draws.chance(0.2)
                ? new InstanceCommand.RefuseClaim(uid, host, epoch, ErrorCode.HOST_FULL, "full")
                : new InstanceCommand.ConfirmClaim(uid, host, epoch);
    }
}
