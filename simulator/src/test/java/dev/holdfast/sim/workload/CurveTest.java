package dev.holdfast.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final Curve CURVE =
            new Curve(List.of(new Curve.Point(1, 0.2), new Curve.Point(10, 0.4), new Curve.Point(1_000, 0.8)));

    @Test
    void goesThroughItsPointsAndIsStraightInLogarithms() {
        assertThat(CURVE.at(0.2).orElseThrow()).isCloseTo(1, within(1e-9));
        assertThat(CURVE.at(0.4).orElseThrow()).isCloseTo(10, within(1e-9));
        assertThat(CURVE.at(0.6).orElseThrow()).isCloseTo(100, within(1e-9));
    }

    @Test
    void whatIsBelowTheFirstPointHasItsValue() {
        assertThat(CURVE.at(0)).contains(1.0);
        assertThat(CURVE.at(0.19)).contains(1.0);
    }

    @Test
    void whatIsBeyondTheLastPointHasNone() {
        assertThat(CURVE.at(0.8)).isEmpty();
        assertThat(CURVE.at(0.99)).isEmpty();
    }

    @Test
    void refusesPointsThatDoNotGrow() {
        Curve.Point ten = new Curve.Point(10, 0.5);

        assertThatThrownBy(() -> new Curve(List.of(ten))).hasMessage("a curve has at least two points");
        for (Curve.Point bad : List.of(
                new Curve.Point(10, 0.6),
                new Curve.Point(20, 0.4),
                new Curve.Point(20, 1.1),
                new Curve.Point(Double.NaN, 0.6))) {
            assertThatThrownBy(() -> new Curve(List.of(ten, bad))).hasMessageStartingWith("point 1 of a curve must");
        }
    }
}
