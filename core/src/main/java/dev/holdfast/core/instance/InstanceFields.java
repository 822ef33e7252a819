package dev.holdfast.core.instance;

import dev.holdfast.core.filter.Field;
import dev.holdfast.core.filter.Fields;
import dev.holdfast.core.instance.InstanceState.Deallocated;
import dev.holdfast.core.instance.InstanceState.Deleted;
import dev.holdfast.core.instance.InstanceState.Deleting;
import dev.holdfast.core.instance.InstanceState.Failed;
import dev.holdfast.core.instance.InstanceState.Living;
import dev.holdfast.core.instance.InstanceState.OnHost;
import dev.holdfast.core.instance.InstanceState.Pending;
import dev.holdfast.core.instance.InstanceState.Releasing;
import dev.holdfast.core.instance.InstanceState.Restarting;
import dev.holdfast.core.instance.InstanceState.Seeking;
import dev.holdfast.core.shared.SpreadKey;
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
import java.util.stream.Stream;

/** What lists of instances can be filtered and ordered by. */
final class InstanceFields {
    static final Fields<InstanceState> ALL = Fields.of(
            List.of(
                    text("name", state -> Optional.of(state.life().name().id())),
                    text("uid", state -> Optional.of(state.life().uid().value())),
                    Field.choice("state", labels(), state -> Optional.of(label(state))),
                    Field.choice(
                            "desired_power",
                            Arrays.stream(Power.values()).map(Power::name).toList(),
                            living(state -> Optional.of(state.life().desired().name()))),
                    text("host", state -> claim(state).map(claim -> claim.host().value())),
                    text(
                            "fault_domain",
                            state -> claim(state)
                                    .map(claim -> claim.faultDomain().value())),
                    text("spread_key", state -> state.life().spec().spreadKey().map(SpreadKey::key)),
                    text("image", state -> Optional.of(state.life().spec().image())),
                    text(
                            "hold",
                            state -> state.life()
                                    .hold()
                                    .map(hold -> hold.reason().name())),
                    text(
                            "operation",
                            state -> state.life()
                                    .operations()
                                    .running()
                                    .map(running -> running.verb().word())),
                    number("cores", state -> state.life().spec().size().cores()),
                    number("memory_mib", state -> state.life().spec().size().memoryMib()),
                    number("disk_gib", state -> state.life().spec().size().diskGib()),
                    number("gpus", state -> state.life().spec().size().gpus()),
                    number("generation", state -> state.life().generation()),
                    time("create_time", state -> state.life().createdAt()),
                    time("update_time", state -> state.life().updatedAt()),
                    time("state_time", state -> state.life().since())),
            maps());

    private InstanceFields() {}

    private static Map<String, Function<InstanceState, SortedMap<String, String>>> maps() {
        TreeMap<String, Function<InstanceState, SortedMap<String, String>>> maps = new TreeMap<>();
        maps.put(
                "labels",
                state -> state instanceof Living living ? living.life().spec().labels() : Collections.emptySortedMap());
        return maps;
    }

    /** Where it is, or is being tried. */
    private static Optional<Claim> claim(Living state) {
        return switch (state) {
            case OnHost onHost -> Optional.of(onHost.claim());
            case Seeking seeking -> seeking.asked();
            case Pending _, Releasing _, Deallocated _, Deleting _, Deleted _, Failed _ -> Optional.empty();
        };
    }

    /** A restart is an operation of what runs, and no state to its users. */
    private static String label(InstanceState state) {
        return state instanceof Restarting ? "RUNNING" : state.label();
    }

    /** Every state that a life can be in, as users see it. */
    private static List<String> labels() {
        return leaves(Living.class)
                .filter(type -> type != Restarting.class && type != Releasing.class)
                .map(type -> type.getSimpleName().toUpperCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(InstanceFields::leaves)
                : Stream.of(type);
    }

    private static Field<InstanceState> text(String name, Function<Living, Optional<String>> read) {
        return Field.text(name, living(read));
    }

    private static Field<InstanceState> time(String name, Function<Living, Instant> read) {
        return Field.time(name, living(state -> Optional.of(read.apply(state))));
    }

    private static Field<InstanceState> number(String name, ToLongFunction<Living> read) {
        return Field.number(name, state -> state instanceof Living living ? read.applyAsLong(living) : 0);
    }

    private static <V> Function<InstanceState, Optional<V>> living(Function<Living, Optional<V>> read) {
        return state -> state instanceof Living living ? read.apply(living) : Optional.empty();
    }
}
