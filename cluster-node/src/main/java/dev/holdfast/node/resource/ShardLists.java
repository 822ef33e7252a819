package dev.holdfast.node.resource;

import dev.holdfast.core.filter.Cursor;
import dev.holdfast.core.filter.Fields;
import dev.holdfast.core.filter.Filter;
import dev.holdfast.core.filter.FilterParser;
import dev.holdfast.core.filter.Reading;
import dev.holdfast.core.filter.Selection;
import dev.holdfast.core.filter.SortOrder;
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
    /** A page by name looks at so many states of a shard, and the next one goes on; a look takes a microsecond. */
    private static final int LOOKS_BY_NAME = 4_096;

    /** Another order needs all of a shard's states looked at for each page; the keeper does nothing else meanwhile. */
    private static final int LOOKS_IN_ORDER = 20_000;

    private record Pending(ResourceMessage.Listing asked, Caller caller) {}

    private final ShardId shard;
    private final ShardView<S, ?> view;
    private final Fields<S> fields;
    private final int waitingAtMost;
    private final Freight freight;
    private final LongConsumer prove;
    private final List<Pending> early = new ArrayList<>();
    private final Map<Long, Pending> proving = new LinkedHashMap<>();
    private Reply unavailable;
    private long tokens;

    /**
     * @param fields by which lists can be filtered and ordered
     * @param freight how much goes into one answer; there are others after what did not
     * @param prove asks for a barrier, whose answer comes to {@link #proven} with the same token
     */
    ShardLists(
            ShardId shard,
            ShardView<S, ?> view,
            Fields<S> fields,
            int waitingAtMost,
            Freight freight,
            LongConsumer prove) {
        this.shard = shard;
        this.view = view;
        this.fields = fields;
        this.waitingAtMost = waitingAtMost;
        this.freight = freight;
        this.prove = prove;
        this.unavailable = new Reply.Refused(ErrorCode.UNAVAILABLE, "shard " + shard + " is not served here right now");
    }

    /** @param acquired whether it can be answered, or must wait until then */
    void ask(ResourceMessage.Listing asked, boolean acquired) {
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

    /** The shard is handed over: whoever waits may ask its next owner at once. */
    void handedOver() {
        unavailable = Reply.Refused.UNDELIVERED;
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
        list.caller()
                .answer(
                        switch (list.asked()) {
                            case ResourceMessage.ListStates asked -> list(asked);
                            case ResourceMessage.FindStates asked -> find(asked);
                        });
    }

    private Reply list(ResourceMessage.ListStates asked) {
        List<S> found = view.list(asked.prefix(), asked.after(), asked.limit() + 1, asked.onlyRestless());
        List<Body> states = found.stream().limit(asked.limit()).map(Body::new).toList();
        int fits = freight.fitting(asked.replyTo(), states);
        return new Reply.States(states.subList(0, fits), found.size() > fits);
    }

    /** The edge has read the question already; here it is misread only by a node of another version. */
    private Reply find(ResourceMessage.FindStates asked) {
        return switch (FilterParser.read(asked.filter(), fields)) {
            case Reading.Misread<Filter> misread -> misread("filter", misread.sentence());
            case Reading.Understood<Filter>(Filter filter) ->
                switch (SortOrder.read(asked.order(), fields)) {
                    case Reading.Misread<SortOrder> misread -> misread("order_by", misread.sentence());
                    case Reading.Understood<SortOrder>(SortOrder order) ->
                        find(asked, Selection.of(filter, order, fields));
                };
        };
    }

    private Reply find(ResourceMessage.FindStates asked, Selection<S> selection) {
        Optional<Cursor> after = asked.after().isEmpty()
                ? Optional.empty()
                : selection.ordering().cursor(asked.after());
        if (after.isEmpty() && !asked.after().isEmpty()) {
            return misread("page_token", "is none of ours");
        }
        int looks = selection.ordering().byName() ? LOOKS_BY_NAME : LOOKS_IN_ORDER;
        return find(asked, selection, after, asked.limit(), looks);
    }

    private Reply find(
            ResourceMessage.FindStates asked, Selection<S> selection, Optional<Cursor> after, int limit, int looks) {
        return switch (view.find(asked.prefix(), selection, after, limit, looks)) {
            case ShardView.Found.Page<S>(List<S> states, Optional<Cursor> seenTo) -> {
                List<Body> bodies = states.stream().map(Body::new).toList();
                int fits = freight.fitting(asked.replyTo(), bodies);
                yield fits < bodies.size()
                        ? find(asked, selection, after, fits, looks)
                        : new Reply.Found(bodies, seenTo.map(Cursor::text));
            }
            case ShardView.Found.TooMany<S> _ ->
                misread(
                        "order_by",
                        "there are too many to put in order, more than " + LOOKS_IN_ORDER
                                + " in one shard; list them by name");
        };
    }

    private static Reply misread(String field, String why) {
        return new Reply.Refused(ErrorCode.INVALID_ARGUMENT, field + ": " + why);
    }
}
