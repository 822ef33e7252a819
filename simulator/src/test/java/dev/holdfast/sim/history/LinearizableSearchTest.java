package dev.holdfast.sim.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sim.history.LinearizableSearch.Timed;
import dev.holdfast.sim.history.LinearizableSearch.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LinearizableSearchTest {
    /** On one register: a write of a number, or a read that gave one. */
    private record Access(boolean writes, int value) {}

    private static final Sequential<Integer, Access> REGISTER = (held, access) -> {
        if (access.writes()) {
            return List.of(access.value());
        }
        return held == access.value() ? List.of(held) : List.of();
    };

    /** A write may be torn: it leaves what it wrote or nothing. */
    private static final Sequential<Integer, Access> TORN = (held, access) ->
            access.writes() ? List.of(0, access.value()) : held == access.value() ? List.of(held) : List.of();

    private final List<Timed<Access>> operations = new ArrayList<>();

    @Test
    void nothingIsLinearizable() {
        assertThat(judged()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void aReadDuringAWriteMaySeeTheOldOrTheNew() {
        write(1, 0, 10);
        read(0, 1, 9);
        read(1, 2, 9);
        assertThat(judged()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void aReadAfterAnotherDoesNotSeeTheOlder() {
        write(1, 0, 10);
        read(1, 1, 3);
        read(0, 4, 9);
        assertThat(judged()).isEqualTo(Verdict.NOT);
    }

    @Test
    void aReadAfterAWriteSeesIt() {
        write(1, 0, 10);
        read(0, 11, 12);
        assertThat(judged()).isEqualTo(Verdict.NOT);
    }

    @Test
    void whatTouchesInOneMomentOverlaps() {
        write(1, 0, 10);
        read(0, 10, 12);
        assertThat(judged()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void aWriteThatNobodyAnsweredMayHaveHappenedLateOrNever() {
        operations.add(new Timed<>(new Access(true, 1), 0, OptionalLong.empty(), true));
        read(0, 20, 21);
        assertThat(judged()).isEqualTo(Verdict.LINEARIZABLE);
        read(1, 30, 31);
        assertThat(judged()).isEqualTo(Verdict.LINEARIZABLE);
        read(0, 40, 41);
        assertThat(judged()).isEqualTo(Verdict.NOT);
    }

    @Test
    void whatMayNotBeLeftOutMustFindAPlaceHoweverLate() {
        operations.add(new Timed<>(new Access(false, 7), 0, OptionalLong.empty(), false));
        assertThat(judged()).isEqualTo(Verdict.NOT);
        write(7, 50, 60);
        assertThat(judged()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void anotherWayIsTriedWhenTheFirstFails() {
        write(1, 0, 10);
        read(1, 11, 12);
        assertThat(new LinearizableSearch<>(TORN, 100).judge(0, operations)).isEqualTo(Verdict.LINEARIZABLE);
        read(2, 13, 14);
        assertThat(new LinearizableSearch<>(TORN, 100).judge(0, operations)).isEqualTo(Verdict.NOT);
    }

    @Test
    void aSpentBudgetIsNoVerdict() {
        for (int value = 1; value <= 12; value++) {
            write(value, 0, 100);
        }
        read(13, 0, 100);
        assertThat(new LinearizableSearch<>(REGISTER, 1_000).judge(0, operations))
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(judged()).isEqualTo(Verdict.NOT);
    }

    @Test
    void anIntervalThatCannotBeIsRefused() {
        assertThatThrownBy(() -> read(0, 5, 4)).hasMessage("end: lies before start");
        assertThatThrownBy(() -> new Timed<>(new Access(true, 1), 0, OptionalLong.of(1), true))
                .hasMessage("end: an operation that may be left out has none");
    }

    private Verdict judged() {
        return new LinearizableSearch<>(REGISTER, 1_000_000).judge(0, operations);
    }

    private void write(int value, long start, long end) {
        operations.add(new Timed<>(new Access(true, value), start, OptionalLong.of(end), false));
    }

    private void read(int value, long start, long end) {
        operations.add(new Timed<>(new Access(false, value), start, OptionalLong.of(end), false));
    }
}
