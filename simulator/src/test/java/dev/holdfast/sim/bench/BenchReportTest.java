package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sim.bench.BenchReport.Bar;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final BenchReport REPORT = new BenchReport(
            "something",
            List.of(
                    Figure.of("done_per_s", 25_123.456, 1, "what was done a second"),
                    Figure.of("ratio", 25_123.456 / 41_000, 3, "by the floor", new Bar.AtLeast(0.5)),
                    Figure.of("p99_ms", 7, 2, "of the slowest", new Bar.AtMost(5))));

    @Test
    void machinesReadOneLineWithANumberUnderEachKey() {
        assertThat(REPORT.json()).isEqualTo("{\"done_per_s\":25123.5,\"ratio\":0.613,\"p99_ms\":7.00}");
    }

    @Test
    void peopleReadWhetherEachBarIsMet() {
        assertThat(REPORT.table()).isEqualTo("""
                FIGURE         VALUE  BAR                   WHAT
                done_per_s  25,123.5  -                     what was done a second
                ratio          0.613  at least 0.500: met   by the floor
                p99_ms          7.00  at most 5.00: missed  of the slowest
                """);
    }

    @Test
    void aFigureThatIsNotThereIsAMistake() {
        assertThat(REPORT.value("ratio")).isEqualTo(25_123.456 / 41_000);
        assertThatThrownBy(() -> REPORT.value("raito")).hasMessage("something has no figure raito");
    }
}
