package dev.holdfast.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.filter.Cursor;
import dev.holdfast.core.filter.FilterParser;
import dev.holdfast.core.filter.Reading;
import dev.holdfast.core.filter.Selection;
import dev.holdfast.core.filter.SortOrder;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostLife;
import dev.holdfast.core.host.HostRequests;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostSpec;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FindTest {
    private final HostResource resource = new HostResource();
    private final ShardView<HostState, HostEvent> view = new ShardView<>(resource);
    private final List<String> all = new ArrayList<>();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 50; i++) {
            String id = "h-%02d".formatted(i);
            all.add(id);
            view.restore(id, host(id, i % 5 + 1, i % 2 == 0 ? "fd-a" : "fd-b"));
        }
        view.restore("z-other", host("z-other", 9, "fd-a"));
    }

    @Test
    void byNameItFindsAllThatAreWantedAndEachOnce() {
        List<String> wanted = all.stream().filter(id -> at(id) % 5 + 1 >= 4).toList();
        assertThat(pages("cores >= 4", "", 3, 1_000)).isEqualTo(wanted);
    }

    @Test
    void byNameItLooksAtNoMoreThanItMayAndGoesOnFromThere() {
        Selection<HostState> rare = selection("name = h-49", "");
        ShardView.Found.Page<HostState> first = page(view.find("h-", rare, Optional.empty(), 10, 20));
        assertThat(first.states()).isEmpty();
        assertThat(first.seenTo()).contains(new Cursor(List.of(), "h-19"));
        assertThat(pages("name = h-49", "", 10, 20)).containsExactly("h-49");
    }

    @Test
    void inOrderItFindsTheFirstAndGoesOnFromThere() {
        List<String> wanted = all.stream()
                .sorted(Comparator.comparingInt((String id) -> at(id) % 2)
                        .thenComparingInt(id -> -(at(id) % 5))
                        .thenComparing(id -> id))
                .toList();
        assertThat(pages("", "fault_domain, cores desc", 7, 1_000)).isEqualTo(wanted);
        assertThat(pages("", "fault_domain, cores desc", 50, 1_000)).isEqualTo(wanted);
    }

    @Test
    void whatChangesBetweenPagesIsNeverSkippedUnlessItMovedBack() {
        Selection<HostState> selection = selection("", "cores");
        ShardView.Found.Page<HostState> first = page(view.find("h-", selection, Optional.empty(), 10, 1_000));
        view.quarantine("h-45");
        List<String> rest = ids(page(view.find("h-", selection, first.seenTo(), 100, 1_000)));
        List<String> expected = new ArrayList<>(all);
        expected.removeAll(ids(first));
        expected.remove("h-45");
        assertThat(rest).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void inOrderItRefusesToLookAtMoreThanItMay() {
        assertThat(view.find("h-", selection("", "cores"), Optional.empty(), 10, 49))
                .isInstanceOf(ShardView.Found.TooMany.class);
        assertThat(view.find("h-", selection("", "cores"), Optional.empty(), 10, 50))
                .isInstanceOf(ShardView.Found.Page.class);
    }

    private List<String> pages(String filter, String order, int limit, int looks) {
        Selection<HostState> selection = selection(filter, order);
        List<String> found = new ArrayList<>();
        Optional<Cursor> after = Optional.empty();
        do {
            ShardView.Found.Page<HostState> page = page(view.find("h-", selection, after, limit, looks));
            assertThat(page.states()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(ids(page));
            after = page.seenTo();
        } while (after.isPresent());
        return found;
    }

    private Selection<HostState> selection(String filter, String order) {
        return Selection.of(
                understood(FilterParser.read(filter, resource.fields())),
                understood(SortOrder.read(order, resource.fields())),
                resource.fields());
    }

    private static <T> T understood(Reading<T> reading) {
        return switch (reading) {
            case Reading.Understood<T>(T meaning) -> meaning;
            case Reading.Misread<T> misread -> throw new AssertionError(misread.sentence());
        };
    }

    private static ShardView.Found.Page<HostState> page(ShardView.Found<HostState> found) {
        return switch (found) {
            case ShardView.Found.Page<HostState> page -> page;
            case ShardView.Found.TooMany<HostState> _ -> throw new AssertionError("too many");
        };
    }

    private static List<String> ids(ShardView.Found.Page<HostState> page) {
        return page.states().stream()
                .map(state -> ((HostState.Registered) state).life().host().value())
                .toList();
    }

    private static int at(String id) {
        return Integer.parseInt(id.substring(2));
    }

    private static HostState host(String id, int cores, String domain) {
        return new HostState.Up(new HostLife(
                new HostId(id),
                new Uid("uid-" + id),
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                new HostSpec(new Quantities(cores, 1024, 0, 0), new FaultDomain(domain), Collections.emptySortedMap()),
                Optional.empty(),
                Collections.emptySortedMap(),
                Quantities.NONE,
                Collections.emptySortedMap(),
                HostRequests.NONE));
    }
}
