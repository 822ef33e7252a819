package dev.holdfast.node.resource;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.view.ShardView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The lists that were asked of a shard: those that came too early wait until it is acquired, the others for a barrier.
 * Confined to the shard's keeper.
 */
final class ShardLists<S extends ResourceState> {
    private record Pending(ResourceMessage.ListStates asked, Caller caller) {}

    private final ShardId shard;
    private final ShardView<S, ?> view;
    private final int waitingAtMost;
    private final LongConsumer prove;
    private final List<Pending> early = new ArrayList<>();
    private final Map<Long, Pending> proving = new LinkedHashMap<>();
    private Reply unavailable;
    private long tokens;

    /** @param prove asks for a barrier, whose answer comes to {@link #proven} with the same token */
    ShardLists(ShardId shard, ShardView<S, ?> view, int waitingAtMost, LongConsumer prove) {
        this.shard = shard;
        this.view = view;
        this.waitingAtMost = waitingAtMost;
        this.prove = prove;
        this.unavailable = new Reply.Refused(ErrorCode.UNAVAILABLE, "shard " + shard + " is not served here right now");
    }

    /** @param acquired whether it can be answered, or must wait until then */
    void ask(ResourceMessage.ListStates asked, boolean acquired) {
        Pending pending = new Pending(asked, new Caller(asked.replyTo()));
        if (acquired) {
            serve(pending);
        } else if (early.size() < waitingAtMost) {
            early.add(pending);
        } else {
            overloaded(pending);
        }
    }

    /** Those that came too early have their turn. */
    void acquired() {
        List<Pending> waited = List.copyOf(early);
        early.clear();
        waited.forEach(this::serve);
    }

    void proven(long token, LogMessage.Proof proof) {
        Optional.ofNullable(proving.remove(token)).ifPresent(list -> {
            switch (proof) {
                case LogMessage.Proof.Passed _ -> answer(list);
                case LogMessage.Proof.Failed _ -> list.caller().answer(unavailable());
            }
        });
    }

    /** Nobody is left waiting. */
    void refuseAll() {
        early.forEach(list -> list.caller().answer(unavailable()));
        proving.values().forEach(list -> list.caller().answer(unavailable()));
        early.clear();
        proving.clear();
    }

    /** The shard's store has lost data: it is refused for that reason from now on. */
    void quarantined(String why) {
        unavailable = new Reply.Refused(ErrorCode.QUARANTINED, why);
        refuseAll();
    }

    Reply unavailable() {
        return unavailable;
    }

    private void serve(Pending list) {
        if (list.asked().staleOk()) {
            answer(list);
        } else if (proving.size() < waitingAtMost) {
            proving.put(++tokens, list);
            prove.accept(tokens);
        } else {
            overloaded(list);
        }
    }

    private void overloaded(Pending list) {
        list.caller().answer(new Reply.Refused(ErrorCode.OVERLOADED, "too many lists wait for " + shard));
    }

    private void answer(Pending list) {
        ResourceMessage.ListStates asked = list.asked();
        List<S> found = view.list(asked.prefix(), asked.after(), asked.limit() + 1, asked.onlyRestless());
        boolean more = found.size() > asked.limit();
        List<Body> states = found.stream().limit(asked.limit()).map(Body::new).toList();
        list.caller().answer(new Reply.States(states, more));
    }
}
