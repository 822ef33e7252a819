package dev.holdfast.node.log;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A store with faults that a test sets: the first rule that takes a request decides what becomes of it. */
public final class FaultyStore implements LogStore {
    /** What becomes of a request that a rule takes. */
    public interface Fault {
        void happen(LogStore store, StoreRequest request, Consumer<StoreAnswer> answerTo);
    }

    private record Rule(Predicate<StoreRequest> takes, Fault fault) {}

    private record Held(StoreRequest request, Consumer<StoreAnswer> answerTo) {}

    private final LogStore store;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Held> held = new ArrayList<>();

    public FaultyStore(LogStore store) {
        this.store = store;
    }

    public void rule(Predicate<StoreRequest> takes, Fault fault) {
        rules.addFirst(new Rule(takes, fault));
    }

    public void heal() {
        rules.clear();
    }

    /** Keeps matching requests until {@link #letGo}. */
    public void hold(Predicate<StoreRequest> takes) {
        rule(takes, (_, request, answerTo) -> {
            synchronized (held) {
                held.add(new Held(request, answerTo));
            }
        });
    }

    public int held() {
        synchronized (held) {
            return held.size();
        }
    }

    public void letGo() {
        heal();
        List<Held> free;
        synchronized (held) {
            free = List.copyOf(held);
            held.clear();
        }
        free.forEach(each -> store.send(each.request(), each.answerTo()));
    }

    /** They are carried out, and whoever asked is told that nobody knows. */
    public void leaveUnknown(Predicate<StoreRequest> takes) {
        rule(
                takes,
                (under, request, answerTo) -> under.send(
                        request, _ -> answerTo.accept(new StoreAnswer.Unknown("the answer was lost on the way"))));
    }

    public static boolean isAppend(StoreRequest request) {
        return request instanceof StoreRequest.CompareAndCommit write
                && write.commit().isPresent();
    }

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        for (Rule rule : rules) {
            if (rule.takes().test(request)) {
                rule.fault().happen(store, request, answerTo);
                return;
            }
        }
        store.send(request, answerTo);
    }

    @Override
    public RegionRecord region(RegionRecord wanted) {
        return store.region(wanted);
    }

    @Override
    public Optional<RegionRecord> regionFound() {
        return store.regionFound();
    }

    @Override
    public Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
        return store.replaceRegion(expected, next);
    }

    @Override
    public void close() {
        store.close();
    }
}
