package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeallocateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.RestartInstance;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceCommand.UpdateInstance;
import dev.holdfast.core.instance.InstanceCommand.UserCommand;
import dev.holdfast.core.instance.InstanceEvent.InstanceUpdated;
import dev.holdfast.core.instance.InstanceEvent.OperationSatisfied;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.RequestId;
import java.util.Optional;

/** What holds for a user's request whatever state the instance is in. */
final class UserRequests {
    private UserRequests() {}

    /** The decision, when it does not depend on the state; empty when the state's file is to decide. */
    static Optional<Decision<InstanceEvent, InstanceRejection>> judge(
            InstanceState.Living state, UserCommand command, Context context) {
        Life life = state.life();
        Optional<RequestId> id = command.request().id();
        if (id.isPresent()) {
            Optional<Operation> known = life.operations().of(id.get());
            if (known.isPresent()) {
                return Optional.of(differenceTo(known.get(), command)
                        .<Decision<InstanceEvent, InstanceRejection>>map(
                                field -> Decision.reject(new InstanceRejection.RequestIdReused(id.get(), field)))
                        .orElseGet(Decision::nothing));
            }
            if (life.operations().young(context.now()) >= Operations.YOUNG_AT_MOST) {
                return Optional.of(Decision.reject(new InstanceRejection.TooManyRequests(life.name())));
            }
        }
        Optional<String> etag = command.request().etag();
        boolean stale = etag.isPresent() && !etag.get().equals(life.etag());
        return stale && !(state instanceof InstanceState.Deleted)
                ? Optional.of(Decision.reject(new InstanceRejection.StaleEtag(life.name(), etag.get(), life.etag())))
                : Optional.empty();
    }

    /** What was asked for is so; it is remembered all the same, lest a repeat that arrives late takes effect then. */
    static Decision<InstanceEvent, InstanceRejection> satisfied(UserCommand command) {
        return Decision.accept(
                new OperationSatisfied(command.verb(), command.request().id()));
    }

    /** A change of the spec is so as soon as it is written down; also one that changes nothing is. */
    static Decision<InstanceEvent, InstanceRejection> update(UpdateInstance update) {
        return Decision.accept(
                new InstanceUpdated(update.change(), update.request().id()));
    }

    static Decision<InstanceEvent, InstanceRejection> exists(InstanceState.Living state) {
        return Decision.reject(new InstanceRejection.AlreadyExists(state.life().name(), state.label()));
    }

    static Decision<InstanceEvent, InstanceRejection> busy(InstanceState.Living state) {
        return Decision.reject(new InstanceRejection.Busy(
                state.life().name(),
                state.label(),
                state.life()
                        .operations()
                        .running()
                        .map(operation -> OperationIds.of(state.life().name(), operation))
                        .orElse("")));
    }

    static Decision<InstanceEvent, InstanceRejection> illegal(InstanceState.Living state, UserCommand command) {
        return Decision.reject(new InstanceRejection.IllegalVerb(state.life().name(), state.label(), command.verb()));
    }

    private static Optional<String> differenceTo(Operation known, UserCommand command) {
        if (known.verb() != command.verb()) {
            return Optional.of("verb (it was " + known.verb().word() + ")");
        }
        return switch (command) {
            case CreateInstance create -> known.content().flatMap(spec -> spec.firstDifference(create.spec()));
            case UpdateInstance update ->
                known.content()
                        .flatMap(spec -> spec.firstDifference(update.change().applyTo(spec)));
            case StartInstance _, StopInstance _, DeleteInstance _, RestartInstance _, DeallocateInstance _ ->
                Optional.empty();
        };
    }
}
