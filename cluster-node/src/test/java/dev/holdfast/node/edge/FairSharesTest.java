package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.edge.FairShares.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    private static final int NO_RATE = 1_000_000;

    private long now;

    @Test
    void oneProjectAloneEndsAtHalfOfThePlaces() {
        FairShares shares = shares(new EdgeLimits(100, 1, NO_RATE, NO_RATE, 10));

        assertThat(takeAll(shares, "greedy")).hasSize(50);
        assertThat(shares.begin("greedy")).isEqualTo(new Verdict.Crowded(50, 50));
    }

    @Test
    void projectsThatWantAllEndWithTheSameAndLeaveAsMuch() {
        FairShares shares = shares(new EdgeLimits(100, 1, NO_RATE, NO_RATE, 10));
        List<String> greedy = List.of("one", "two", "three");
        int[] held = new int[3];
        for (int round = 0; round < 100; round++) {
            for (int project = 0; project < 3; project++) {
                held[project] += begins(shares, greedy.get(project)).isPresent() ? 1 : 0;
            }
        }

        assertThat(held).containsExactly(25, 25, 25);
        assertThat(takeAll(shares, "late")).hasSizeBetween(12, 13);
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverOftenItIsSaid() {
        FairShares shares = shares(new EdgeLimits(2, 1, NO_RATE, NO_RATE, 10));
        FairShares.Place place = begins(shares, "one").orElseThrow();
        assertThat(begins(shares, "one")).isEmpty();

        place.giveBack();
        place.giveBack();

        assertThat(shares.running()).isZero();
        assertThat(takeAll(shares, "one")).hasSize(1);
    }

    @Test
    void aBucketFillsAtItsRateAndNeverBeyondItsBurst() {
        FairShares shares = shares(new EdgeLimits(100, 1, 10, 3, 10));
        assertThat(callsThatBegin(shares, "one", 10)).isEqualTo(3);
        assertThat(shares.begin("one")).isEqualTo(new Verdict.TooFast(Duration.ofMillis(100)));

        now += Duration.ofMillis(40).toNanos();
        assertThat(shares.begin("one")).isEqualTo(new Verdict.TooFast(Duration.ofMillis(60)));
        now += Duration.ofMillis(60).toNanos();
        assertThat(callsThatBegin(shares, "one", 10)).isEqualTo(1);

        now += Duration.ofHours(1).toNanos();
        assertThat(callsThatBegin(shares, "one", 10)).isEqualTo(3);
    }

    @Test
    void aClockThatStandsStillOrGoesBackEarnsNothing() {
        now = 1_000_000_000;
        FairShares shares = shares(new EdgeLimits(100, 1, 10, 1, 10));
        assertThat(callsThatBegin(shares, "one", 2)).isEqualTo(1);

        now -= 500_000_000;
        assertThat(callsThatBegin(shares, "one", 2)).isZero();
    }

    @Test
    void aRefusedCallCostsNoToken() {
        FairShares shares = shares(new EdgeLimits(2, 1, 1, 2, 10));
        FairShares.Place place = begins(shares, "one").orElseThrow();
        assertThat(shares.begin("one")).isInstanceOf(Verdict.Crowded.class);

        place.giveBack();
        assertThat(begins(shares, "one")).isPresent();
    }

    @Test
    void remembersOnlySoManyProjectsAndForgetsThoseThatAreQuiet() {
        FairShares shares = shares(new EdgeLimits(100_000, 1, 1, 1, 100));
        for (int project = 0; project < 10_000; project++) {
            assertThat(callsThatBegin(shares, "p" + project, 1)).isEqualTo(1);
            assertThat(shares.remembered()).isLessThanOrEqualTo(100);
            now += Duration.ofSeconds(1).toNanos();
        }
    }

    @Test
    void whenAllAreBusyNewcomersShareOneAccount() {
        FairShares shares = shares(new EdgeLimits(100_000, 1, 1, 1, 3));
        for (String busy : List.of("one", "two", "three")) {
            assertThat(begins(shares, busy)).isPresent();
        }

        assertThat(begins(shares, "four")).isPresent();
        assertThat(shares.begin("five")).isInstanceOf(Verdict.TooFast.class);
        assertThat(shares.remembered()).isEqualTo(4);
    }

    private FairShares shares(EdgeLimits limits) {
        return new FairShares(limits.callsAtMost(), limits, () -> now);
    }

    private static Optional<FairShares.Place> begins(FairShares shares, String project) {
        return shares.begin(project) instanceof Verdict.Begins(FairShares.Place place)
                ? Optional.of(place)
                : Optional.empty();
    }

    private static List<FairShares.Place> takeAll(FairShares shares, String project) {
        List<FairShares.Place> taken = new ArrayList<>();
        for (Optional<FairShares.Place> place = begins(shares, project);
                place.isPresent();
                place = begins(shares, project)) {
            taken.add(place.get());
        }
        return taken;
    }

    /** Each ends at once. */
    private static int callsThatBegin(FairShares shares, String project, int tries) {
        int began = 0;
        for (int i = 0; i < tries; i++) {
            Optional<FairShares.Place> place = begins(shares, project);
            place.ifPresent(FairShares.Place::giveBack);
            began += place.isPresent() ? 1 : 0;
        }
        return began;
    }
}
