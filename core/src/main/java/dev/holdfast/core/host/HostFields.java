package dev.holdfast.core.host;

import dev.holdfast.core.filter.Field;
import dev.holdfast.core.filter.Fields;
import dev.holdfast.core.host.HostState.Registered;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What lists of hosts can be filtered and ordered by. */
final class HostFields {
    static final Fields<HostState> ALL = Fields.of(
            List.of(
                    text("name", state -> Optional.of(state.life().host().value())),
                    text("uid", state -> Optional.of(state.life().uid().value())),
                    Field.choice("state", labels(), state -> Optional.of(state.label())),
                    text(
                            "fault_domain",
                            state -> Optional.of(
                                    state.life().spec().faultDomain().value())),
                    text("driver", state -> state.life().agent().map(AgentFacts::driver)),
                    number("cores", state -> state.life().spec().capacity().cores()),
                    number("memory_mib", state -> state.life().spec().capacity().memoryMib()),
                    number("disk_gib", state -> state.life().spec().capacity().diskGib()),
                    number("gpus", state -> state.life().spec().capacity().gpus()),
                    number("free_cores", state -> state.life().free().cores()),
                    number("free_memory_mib", state -> state.life().free().memoryMib()),
                    number("free_disk_gib", state -> state.life().free().diskGib()),
                    number("free_gpus", state -> state.life().free().gpus()),
                    number("claim_count", state -> state.life().claims().size()),
                    time("create_time", state -> state.life().createdAt()),
                    time("update_time", state -> state.life().updatedAt())),
            maps());

    private HostFields() {}

    private static Map<String, Function<HostState, SortedMap<String, String>>> maps() {
        TreeMap<String, Function<HostState, SortedMap<String, String>>> maps = new TreeMap<>();
        maps.put(
                "labels",
                state -> state instanceof Registered registered
                        ? registered.life().spec().labels()
                        : Collections.emptySortedMap());
        return maps;
    }

    /** Every state that a registered host can be in, as users see it. */
    private static List<String> labels() {
        return Arrays.stream(Registered.class.getPermittedSubclasses())
                .map(type -> type.getSimpleName().toUpperCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static Field<HostState> text(String name, Function<Registered, Optional<String>> read) {
        return Field.text(name, registered(read));
    }

    private static Field<HostState> time(String name, Function<Registered, Instant> read) {
        return Field.time(name, registered(state -> Optional.of(read.apply(state))));
    }

    private static Field<HostState> number(String name, ToLongFunction<Registered> read) {
        return Field.number(name, state -> state instanceof Registered registered ? read.applyAsLong(registered) : 0);
    }

    private static <V> Function<HostState, Optional<V>> registered(Function<Registered, Optional<V>> read) {
        return state -> state instanceof Registered registered ? read.apply(registered) : Optional.empty();
    }
}
