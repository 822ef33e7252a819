package dev.holdfast.agent.simulated;

import dev.holdfast.agent.Outcome;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** One incarnation on a simulated host; touched on its driver's turn only. */
final class Guest {
    final String instance;
    final Quantities size;
    final SortedMap<String, String> metadata;
    final OnSilence onSilence;
    Sight power;

    /** Killed because the host's lease had ended: never started again. */
    boolean fenced;

    /** The last that changed something of it. */
    long assignment;

    /** Grows with every change of plan, so that a timer of an older plan does nothing. */
    int plan;

    /** Whether a change is on its way to the disk; until it is there, nothing else is begun. */
    boolean writing;

    private final List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    private final List<Runnable> deferred = new ArrayList<>();

    Guest(String instance, Quantities size, SortedMap<String, String> metadata, OnSilence onSilence, Sight power) {
        this.instance = instance;
        this.size = size;
        this.metadata = metadata;
        this.onSilence = onSilence;
        this.power = power;
    }

    /** An order that ends with what is under way. */
    void awaits(CompletableFuture<Outcome> ended) {
        waiting.add(ended);
    }

    /** What was under way has ended. */
    void finish(Outcome outcome) {
        List<CompletableFuture<Outcome>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(each -> each.complete(outcome));
    }

    /** To be done when the change that is on its way is on the disk. */
    void defer(Runnable task) {
        deferred.add(task);
    }

    void runDeferred() {
        List<Runnable> all = List.copyOf(deferred);
        deferred.clear();
        all.forEach(Runnable::run);
    }
}
