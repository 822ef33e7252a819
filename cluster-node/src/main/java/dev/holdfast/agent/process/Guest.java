package dev.holdfast.agent.process;

import dev.holdfast.core.host.Resident.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One incarnation on this host; touched on its driver's thread only. */
final class Guest {
    final GuestFolder folder;
    GuestSpec spec;
    Sight power = Sight.STOPPED;

    /** What runs, or is being ended. */
    Optional<Run> run = Optional.empty();

    /**
     * While it is stopped: when it is ended by force, and when whoever waits is told that it cannot be, in nanoTime.
     */
    long forceAt;

    long giveUpAt;

    private final List<Consumer<Optional<String>>> waiting = new ArrayList<>();
    private final List<Runnable> deferred = new ArrayList<>();

    Guest(GuestFolder folder, GuestSpec spec) {
        this.folder = folder;
        this.spec = spec;
    }

    /** To be told when it is stopped: of nothing, or of why it cannot be. */
    void awaitsStop(Consumer<Optional<String>> then) {
        waiting.add(then);
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    void stopEnded(Optional<String> failure) {
        List<Consumer<Optional<String>>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(each -> each.accept(failure));
    }

    /** To be done when its start has ended. */
    void defer(Runnable task) {
        deferred.add(task);
    }

    void startEnded() {
        List<Runnable> all = List.copyOf(deferred);
        deferred.clear();
        all.forEach(Runnable::run);
    }
}
