package dev.holdfast.core.instance;

import static dev.holdfast.core.instance.Given.FIRST;
import static dev.holdfast.core.instance.Given.HOST;
import static dev.holdfast.core.instance.Given.request;
import static dev.holdfast.core.instance.Given.uid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceCommand.DeallocateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceCommand.ReportNoCapacity;
import dev.holdfast.core.instance.InstanceCommand.RestartInstance;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceCommand.UpdateInstance;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRule;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.testing.GeneratedDocs;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state meets every command; the page that operators read is printed from what came of it. */
class LifecycleTableTest {
    private static final Instant LATER = Samples.NOW.plus(Duration.ofDays(2));

    /** The design's life cycle as far as it is built, written by hand: from, arrow, to. */
    private static final Set<String> DESIGNED = Set.of(
            "ABSENT > PLACING",
            "PENDING > FAILED",
            "PENDING > DELETED",
            "PLACING > CREATING",
            "PLACING > FAILED",
            "PLACING > DELETING",
            "PLACING > DELETED",
            "CREATING > STARTING",
            "CREATING > RUNNING",
            "CREATING > PLACING",
            "CREATING > FAILED",
            "CREATING > DELETING",
            "STARTING > RUNNING",
            "STARTING > CREATING",
            "STARTING > PLACING",
            "STARTING > FAILED",
            "STARTING > STOPPING",
            "STARTING > DELETING",
            "RUNNING > STOPPING",
            "RUNNING > STOPPED",
            "RUNNING > DELETING",
            "RUNNING > RESTARTING",
            "RUNNING > DEALLOCATING",
            "RESTARTING > RUNNING",
            "RESTARTING > STOPPING",
            "RESTARTING > PLACING",
            "RESTARTING > DELETING",
            "STOPPED > DEALLOCATING",
            "DEALLOCATING > DEALLOCATED",
            "DEALLOCATING > RUNNING",
            "DEALLOCATING > DELETING",
            "DEALLOCATED > PLACING",
            "DEALLOCATED > DELETED",
            "DEALLOCATED > DELETING",
            "PLACING > DEALLOCATED",
            "CREATING > DEALLOCATED",
            "STARTING > DEALLOCATED",
            "STOPPING > STOPPED",
            "STOPPING > RUNNING",
            "STOPPING > DELETING",
            "STOPPED > STARTING",
            "STOPPED > DELETING",
            "DELETING > DELETED",
            "DELETED > PLACING",
            "FAILED > PLACING",
            "FAILED > DELETED",
            "FAILED > DELETING",
            "CREATING > DISCONNECTED",
            "STARTING > DISCONNECTED",
            "RUNNING > DISCONNECTED",
            "STOPPING > DISCONNECTED",
            "STOPPED > DISCONNECTED",
            "RESTARTING > DISCONNECTED",
            "DEALLOCATING > DISCONNECTED",
            "CREATING > HEALING",
            "STARTING > HEALING",
            "RUNNING > HEALING",
            "RESTARTING > HEALING",
            "STOPPING > DEALLOCATED",
            "STOPPED > DEALLOCATED",
            "DISCONNECTED > CREATING",
            "DISCONNECTED > STARTING",
            "DISCONNECTED > RUNNING",
            "DISCONNECTED > STOPPING",
            "DISCONNECTED > STOPPED",
            "DISCONNECTED > RESTARTING",
            "DISCONNECTED > DEALLOCATING",
            "DISCONNECTED > PLACING",
            "DISCONNECTED > HEALING",
            "DISCONNECTED > DEALLOCATED",
            "DISCONNECTED > DELETING",
            "HEALING > CREATING",
            "HEALING > DELETED",
            "HEALING > DELETING");

    private record Cell(String from, String command, Set<String> outcomes) {}

    private final InstanceResource resource = new InstanceResource();

    @Test
    void everyStateDecidesEveryCommandAndTheTransitionsAreThoseOfTheDesign() {
        Set<String> moves = new TreeSet<>();
        for (Cell cell : cells()) {
            cell.outcomes().stream()
                    .filter(outcome -> outcome.startsWith("> "))
                    .forEach(outcome -> moves.add(cell.from() + " " + outcome));
        }
        assertThat(moves).containsExactlyInAnyOrderElementsOf(DESIGNED);
    }

    @Test
    void everyStateAndEveryCommandHasASample() {
        assertThat(samples().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(leaves(InstanceState.class));
        assertThat(samples().stream()
                        .flatMap(this::commands)
                        .<Class<?>>map(Object::getClass)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(leaves(InstanceCommand.class));
    }

    @Test
    void everyTransientStateHasADeadlineOrIsHeld() {
        for (InstanceState state : samples()) {
            boolean isTransient = switch (state) {
                case InstanceState.Pending _,
                        InstanceState.Placing _,
                        InstanceState.Creating _,
                        InstanceState.Starting _,
                        InstanceState.Stopping _,
                        InstanceState.Restarting _,
                        InstanceState.Deallocating _,
                        InstanceState.Releasing _,
                        InstanceState.Disconnected _,
                        InstanceState.Healing _,
                        InstanceState.Deleting _ -> true;
                case InstanceState.Absent _,
                        InstanceState.Running _,
                        InstanceState.Stopped _,
                        InstanceState.Deallocated _,
                        InstanceState.Deleted _,
                        InstanceState.Failed _ -> false;
            };
            boolean held = state instanceof InstanceState.Living living
                    && living.life().hold().isPresent();
            assertThat(resource.deadline(state).isPresent()).isEqualTo(isTransient && !held);
        }
    }

    @Test
    void aStateIsRestlessExactlyWhenSomethingItOwesWakes() {
        for (InstanceState state : samples()) {
            assertThat(resource.restless(state))
                    .as("%s", state)
                    .isEqualTo(resource.outstanding(state).stream().anyMatch(Effect::wakes));
        }
    }

    @Test
    void theGeneratedPageSaysWhatTheCodeDoes() {
        String printed = print();
        assertThat(GeneratedDocs.committed("lifecycle.md", printed)).isEqualTo(printed);
    }

    private List<Cell> cells() {
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (InstanceState state : samples()) {
            commands(state).forEach(command -> {
                String name = command.getClass().getSimpleName();
                cells.computeIfAbsent(state.label() + name, _ -> new Cell(state.label(), name, new LinkedHashSet<>()))
                        .outcomes()
                        .add(outcome(state, command));
            });
        }
        return List.copyOf(cells.values());
    }

    private String outcome(InstanceState state, InstanceCommand command) {
        return switch (resource.decide(state, command, new Context(LATER, Party.ANONYMOUS, uid(9)))) {
            case Decision.Rejected<InstanceEvent, InstanceRejection>(InstanceRejection reason) ->
                reason.code().name();
            case Decision.Accepted<InstanceEvent, InstanceRejection>(List<InstanceEvent> events, var _) -> {
                InstanceState next = state;
                for (InstanceEvent event : events) {
                    next = resource.evolve(next, new Recorded<>(next.sequence() + 1, LATER, Party.ANONYMOUS, event));
                }
                if (events.isEmpty()) {
                    yield "nothing";
                }
                yield next.label().equals(state.label()) ? "stays" : "> " + next.label();
            }
        };
    }

    /** States of every kind, with as many histories behind them as make a difference. */
    private static List<InstanceState> samples() {
        List<Given> given = new ArrayList<>(List.of(
                Given.nothing(),
                Given.pending(),
                Given.placing(),
                Given.asking(),
                refused(),
                Given.creating(),
                Given.creating().hostFails(ObservedPower.GONE, "no"),
                lastHost(Given.creating()),
                lastHost(Given.creating()).hostFails(ObservedPower.GONE, "no"),
                Given.starting(),
                Given.creating().hostFails(ObservedPower.GONE, "no").sees(ObservedPower.STARTING),
                lastHost(Given.creating()).hostFails(ObservedPower.GONE, "no").sees(ObservedPower.STARTING),
                Given.restarting(),
                Given.running(),
                Given.stopping(),
                held(Given.stopping()),
                Given.stopped(),
                Given.restartingInPlace(),
                held(Given.restartingInPlace()),
                Given.restartStopped(),
                Given.restartStopped().hostFails(ObservedPower.STOPPED, "no"),
                Given.deallocating(),
                held(Given.deallocating()),
                Given.releasing(),
                held(Given.releasing()),
                Given.deallocated(),
                seekingAgain(),
                creatingAgain(),
                lastHost(creatingAgain()).hostFails(ObservedPower.GONE, "no"),
                lastHost(creatingAgain()).hostFails(ObservedPower.GONE, "no").sees(ObservedPower.STARTING),
                abandonedStart(),
                Given.silent(Given.creating()),
                Given.silent(Given.starting()),
                Given.silent(Given.restarting()),
                Given.silent(Given.running()),
                held(Given.silent(Given.running())),
                Given.silent(Given.stopping()),
                Given.silent(Given.stopped()),
                Given.silent(Given.restartingInPlace()),
                Given.silent(Given.restartStopped()),
                Given.silent(Given.deallocating()),
                Given.healing(),
                Given.healing().when(new ConfirmRelease(uid(0), HOST, FIRST)),
                Given.healing().when(new ConfirmRelease(uid(0), HOST, FIRST)).when(Given.place(new HostId("host-4"))),
                held(Given.healing()),
                Given.deleting(),
                Given.deleting().after(Duration.ofHours(1)).when(new ExpireDeadline()),
                Given.deleted(),
                Given.failed(),
                failedWithDeparture()));
        return given.stream().map(Given::state).toList();
    }

    private static Given refused() {
        return Given.asking().when(new RefuseClaim(uid(0), HOST, FIRST, ErrorCode.HOST_FULL, "full"));
    }

    /** Two hosts have failed it, and it is created by a third. */
    private static Given lastHost(Given creating) {
        for (int host = 2; host <= 3; host++) {
            Claim left = ((InstanceState.OnHost) creating.state()).claim();
            creating.hostFails(ObservedPower.GONE, "no").hostFails(ObservedPower.GONE, "no");
            creating.when(new ConfirmRelease(uid(0), left.host(), left.epoch()));
            HostId id = new HostId("host-" + host);
            creating.when(Given.place(id))
                    .when(new ConfirmClaim(uid(0), id, left.epoch().next()));
        }
        return creating;
    }

    /** Deallocated once, it looks for a host again. */
    private static Given seekingAgain() {
        return Given.deallocated().when(new StartInstance(request("again")));
    }

    private static Given creatingAgain() {
        return seekingAgain().when(Given.place(HOST)).when(new ConfirmClaim(uid(0), HOST, new Epoch(2)));
    }

    private static Given abandonedStart() {
        return lastHost(creatingAgain()).hostFails(ObservedPower.GONE, "no").hostFails(ObservedPower.GONE, "no");
    }

    private static Given failedWithDeparture() {
        return lastHost(Given.creating()).hostFails(ObservedPower.GONE, "no").hostFails(ObservedPower.GONE, "no");
    }

    /** All tries are used up, and its host has not said a word. */
    private static Given held(Given given) {
        for (int i = 0; i < 3; i++) {
            given.after(Duration.ofMinutes(11)).when(new ExpireDeadline());
        }
        return given;
    }

    /** Commands of every kind, right and stale, for the claim that the state has. */
    private Stream<InstanceCommand> commands(InstanceState state) {
        Claim claim = switch (state) {
            case InstanceState.OnHost on -> on.claim();
            case InstanceState.Seeking seeking
            when seeking.asked().isPresent() -> seeking.asked().get();
            default -> new Claim(HOST, Given.HOST_UID, Given.DOMAIN, FIRST, false);
        };
        Departure departure = state instanceof InstanceState.Living living
                        && !living.life().departures().isEmpty()
                ? living.life().departures().getFirst()
                : new Departure(uid(0), claim.host(), claim.hostUid(), claim.epoch(), 1);
        List<InstanceCommand> commands = new ArrayList<>(List.of(
                Given.create("new"),
                new StartInstance(request("new")),
                new StopInstance(request("new")),
                new DeleteInstance(request("new")),
                new RestartInstance(request("new")),
                new DeallocateInstance(request("new")),
                new UpdateInstance(Given.relabelled("new"), request("new")),
                Given.place(new HostId("host-4")),
                new ReportNoCapacity(
                        uid(0), new PlacementExplanation(1, new TreeMap<>(Map.of(PlacementRule.CORES, 1)))),
                new ConfirmRelease(departure.uid(), departure.host(), departure.epoch()),
                new ExpireDeadline()));
        for (Epoch epoch : List.of(claim.epoch(), new Epoch(77))) {
            commands.add(new ConfirmClaim(uid(0), claim.host(), epoch));
            commands.add(new RefuseClaim(uid(0), claim.host(), epoch, ErrorCode.NOT_HELD, "no"));
            commands.add(new ConfirmHolding(uid(0), claim.host(), epoch));
            commands.add(new InstanceCommand.HostSilent(uid(0), claim.host(), epoch));
            commands.add(new InstanceCommand.HostProven(uid(0), claim.host(), epoch));
            for (ObservedPower power : ObservedPower.values()) {
                commands.add(new ObserveInstance(uid(0), claim.host(), epoch, 999, 999, power, Optional.empty()));
            }
            commands.add(new ObserveInstance(
                    uid(0), claim.host(), epoch, 999, 999, ObservedPower.RUNNING, Optional.of("it cannot")));
        }
        return commands.stream();
    }

    private String print() {
        List<Cell> cells = cells();
        List<String> states = cells.stream().map(Cell::from).distinct().toList();
        List<String> commands = cells.stream().map(Cell::command).distinct().toList();
        StringBuilder page = new StringBuilder();
        page.append("# The life of an instance, as the code has it\n\n")
                .append("Printed from the deciders by LifecycleTableTest; do not edit. A cell lists what each command")
                .append(" can lead to in\na state, over right and stale claims: `> STATE` moves there, `stays` records")
                .append(" a fact, `nothing` changes nothing,\nan error code refuses.\n\n");
        page.append("| state | deadline | owes | moves to |\n| --- | --- | --- | --- |\n");
        for (String state : states) {
            page.append("| ").append(state).append(" | ").append(deadline(state));
            page.append(" | ").append(owes(state)).append(" | ");
            page.append(cells.stream()
                    .filter(cell -> cell.from().equals(state))
                    .flatMap(cell -> cell.outcomes().stream())
                    .filter(outcome -> outcome.startsWith("> "))
                    .map(outcome -> outcome.substring(2))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", ")));
            page.append(" |\n");
        }
        for (String command : commands) {
            page.append("\n## ").append(command).append("\n\n| in state | comes of it |\n| --- | --- |\n");
            for (Cell cell : cells) {
                if (cell.command().equals(command)) {
                    page.append("| ").append(cell.from()).append(" | ");
                    page.append(cell.outcomes().stream().sorted().collect(Collectors.joining(", ")));
                    page.append(" |\n");
                }
            }
        }
        return page.toString();
    }

    private String deadline(String label) {
        return samples().stream()
                .filter(state -> state.label().equals(label))
                .findFirst()
                .flatMap(state -> resource.deadline(state)
                        .map(deadline -> Duration.between(
                                        ((InstanceState.Living) state).life().updatedAt(), deadline.at())
                                .toString()
                                .substring(2)
                                .toLowerCase(java.util.Locale.ROOT)))
                .orElse("");
    }

    private String owes(String label) {
        return samples().stream()
                .filter(state -> state.label().equals(label))
                .flatMap(state -> resource.outstanding(state).stream())
                .map(effect -> effect.key().kind())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Set<Class<?>> leaves(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(each -> each.isSealed() ? leaves(each).stream() : Stream.of(each))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
