package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.holdfast.node.view.ShardView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardAuditTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Quantities CAPACITY = new Quantities(8, 16_384, 100, 0);

    private final HostResource resource = new HostResource();
    private final ShardView<HostState, HostEvent> view = new ShardView<>(resource);
    private final ShardAudit<HostState> audit = new ShardAudit<>(resource, view);

    @Test
    void whatIsFoundInAChangeIsKeptUntilTheNextChangeIsRight() {
        audit.changed("h-1", Optional.empty(), host("h-1", 1, true), NOW);
        assertThat(rules()).containsExactly("h-1 claims-do-not-add-up");
        audit.changed("h-1", Optional.of(host("h-1", 1, true)), host("h-1", 2, true), NOW.plusSeconds(9));
        assertThat(audit.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.since()).isEqualTo(NOW));
        audit.changed("h-1", Optional.of(host("h-1", 2, true)), host("h-1", 3, false), NOW);
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.count()).isZero();
    }

    @Test
    void aGapInTheFactsIsFoundAndStays() {
        audit.changed("h-1", Optional.of(host("h-1", 1, false)), host("h-1", 3, false), NOW);
        audit.changed("h-1", Optional.of(host("h-1", 3, false)), host("h-1", 4, false), NOW);
        assertThat(rules()).containsExactly("h-1 sequence-gap");
        audit.removed("h-1");
        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void whatWasWrongBeforeTheShardWasReadIsFoundByLookingThroughAllInTurn() {
        for (int i = 0; i < ShardAudit.LOOKS + 1; i++) {
            String id = "h-%04d".formatted(i);
            view.restore(id, host(id, 1, i == ShardAudit.LOOKS));
        }
        audit.look(NOW, Duration.ofMinutes(1));
        assertThat(audit.findings()).isEmpty();
        audit.look(NOW, Duration.ofMinutes(1));
        assertThat(rules()).containsExactly("h-0500 claims-do-not-add-up");
        audit.look(NOW, Duration.ofMinutes(1));
        audit.look(NOW, Duration.ofMinutes(1));
        assertThat(audit.count()).as("found twice and told once").isEqualTo(1);
    }

    @Test
    void moreThanAPersonReadsIsCounted() {
        for (int i = 0; i < ShardAudit.KEPT_AT_MOST + 5; i++) {
            String id = "h-%04d".formatted(i);
            audit.changed(id, Optional.empty(), host(id, 1, true), NOW);
        }
        assertThat(audit.findings()).hasSize(ShardAudit.KEPT_AT_MOST);
        assertThat(audit.count()).isEqualTo(ShardAudit.KEPT_AT_MOST + 5);
    }

    private List<String> rules() {
        return audit.findings().stream()
                .map(found -> found.id() + " " + found.finding().rule())
                .toList();
    }

    private static HostState host(String id, long sequence, boolean broken) {
        return new HostState.Up(new HostLife(
                new HostId(id),
                new Uid("uid"),
                sequence,
                NOW,
                NOW,
                new HostSpec(CAPACITY, new FaultDomain("rack-a"), Collections.emptySortedMap()),
                Optional.empty(),
                Collections.emptySortedMap(),
                broken ? new Quantities(1, 0, 0, 0) : Quantities.NONE,
                Collections.emptySortedMap(),
                HostRequests.NONE));
    }
}
