package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.InstanceOrder;
import dev.holdfast.core.host.HostCommand.QueryInstance;
import dev.holdfast.core.host.HostCommand.RunInstance;
import dev.holdfast.core.host.HostCommand.StopInstance;
import dev.holdfast.core.host.HostEvent.RunOrdered;
import dev.holdfast.core.host.HostEvent.StopOrdered;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.ErrorCode;
import java.util.Optional;

/**
 * What instances order about their claims. The host keeps the highest cause and ignores lower ones; the same one is
 * acknowledged again. An order is in the log before the agent hears of it.
 */
final class Orders {
    private Orders() {}

    static Decision<HostEvent, HostRejection> run(HostLife life, RunInstance run, Context context) {
        Optional<HostClaim> claim = held(life, run);
        if (claim.isEmpty()) {
            return notHeld(life, run);
        }
        if (run.affirmedAt().plus(Released.ORDERS_VALID).isBefore(context.now())) {
            return Decision.nothing();
        }
        return order(
                claim.get(), run, run.cause(), new RunOrdered(run.uid(), run.epoch(), run.cause(), run.workload()));
    }

    static Decision<HostEvent, HostRejection> stop(HostLife life, StopInstance stop) {
        Optional<HostClaim> claim = held(life, stop);
        if (claim.isEmpty()) {
            return notHeld(life, stop);
        }
        return claim.get().order().isEmpty()
                ? Decision.nothing()
                : order(
                        claim.get(),
                        stop,
                        stop.cause(),
                        new StopOrdered(stop.uid(), stop.epoch(), stop.cause(), stop.force()));
    }

    static Decision<HostEvent, HostRejection> query(HostLife life, QueryInstance query) {
        Optional<HostClaim> claim = held(life, query);
        if (claim.isEmpty()) {
            return notHeld(life, query);
        }
        return claim.get().order().isEmpty()
                ? Decision.nothing()
                : Decision.<HostEvent, HostRejection>nothing()
                        .telling(new HostNotice.AskAgent(query.uid(), query.epoch()));
    }

    private static Decision<HostEvent, HostRejection> order(
            HostClaim claim, InstanceOrder order, long cause, HostEvent event) {
        long last = claim.order().map(Order::number).orElse(0L);
        if (cause < last) {
            return Decision.nothing();
        }
        Decision<HostEvent, HostRejection> decision = cause == last ? Decision.nothing() : Decision.accept(event);
        return decision.telling(new HostNotice.AcknowledgeOrder(order.name(), order.uid(), order.epoch(), cause));
    }

    private static Optional<HostClaim> held(HostLife life, InstanceOrder order) {
        return order.hostUid().equals(life.uid())
                ? life.claim(order.uid(), order.epoch()).filter(claim -> !claim.releasing())
                : Optional.empty();
    }

    private static Decision<HostEvent, HostRejection> notHeld(HostLife life, InstanceOrder order) {
        return Claims.refuse(
                life.host(),
                order,
                ErrorCode.NOT_HELD,
                "host " + life.host() + " does not hold epoch " + order.epoch());
    }
}
