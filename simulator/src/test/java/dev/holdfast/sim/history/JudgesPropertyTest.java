package dev.holdfast.sim.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.history.LinearizableSearch.Verdict;
import dev.holdfast.sim.history.LittleMachine.Made;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Course;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two judges that were built differently, over histories of a machine that is right and of the same one made wrong. */
class JudgesPropertyTest {
    private static final int SEEDS = 600;
    private static final int OPERATIONS = 30;
    private static final SearchedOrder SEARCH = new SearchedOrder(500_000);

    @Test
    void whatARightMachineDidIsInOrderForBoth() {
        long unknown = 0;
        long repeated = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Made made = made(seed);
            for (Made seen : List.of(made, made.untimed())) {
                assertThat(SequenceOrder.judge(seen.log(), seen.operations()).broken())
                        .as("seed %s", seed)
                        .isEmpty();
                assertThat(SEARCH.judge(seen.log(), seen.operations()))
                        .as("seed %s", seed)
                        .isEqualTo(Verdict.LINEARIZABLE);
            }
            unknown += made.operations().stream()
                    .filter(operation -> operation.result() instanceof Result.Unknown)
                    .count();
            repeated += made.operations().stream()
                            .flatMap(operation -> operation.requestId().stream())
                            .count()
                    - made.operations().stream()
                            .flatMap(operation -> operation.requestId().stream())
                            .distinct()
                            .count();
        }
        assertThat(unknown).isGreaterThan(SEEDS);
        assertThat(repeated).isGreaterThan(SEEDS);
    }

    @Test
    void everyPlantedDefectIsSeenByBoth() {
        Map<Defect, Integer> planted = new EnumMap<>(Defect.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            Made made = made(seed);
            for (Defect defect : Defect.values()) {
                Optional<Made> wrong = defect.plantedIn(made);
                if (wrong.isPresent()) {
                    planted.merge(defect, 1, Integer::sum);
                    String where = "seed " + seed + ", " + defect;
                    Made seen = wrong.get();
                    assertThat(SequenceOrder.judge(seen.log(), seen.operations())
                                    .holds())
                            .as(where)
                            .isFalse();
                    assertThat(SEARCH.judge(seen.log(), seen.operations()))
                            .as(where)
                            .isEqualTo(Verdict.NOT);
                }
            }
        }
        for (Defect defect : Defect.values()) {
            assertThat(planted.getOrDefault(defect, 0)).as("%s", defect).isGreaterThan(SEEDS / 10);
        }
    }

    @Test
    void theJudgesNeverDisagreeHoweverAHistoryIsBent() {
        int right = 0;
        int wrong = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Draws draws = new Seeds(seed).draws("bend");
            Made bent = made(seed);
            if (draws.chance(0.5)) {
                bent = bent.untimed();
            }
            for (int i = 0; i < 4; i++) {
                bent = bend(bent, draws);
                boolean holds =
                        SequenceOrder.judge(bent.log(), bent.operations()).holds();
                assertThat(SEARCH.judge(bent.log(), bent.operations()))
                        .as("seed %s, bent %s times; the other says %s", seed, i + 1, holds)
                        .isEqualTo(holds ? Verdict.LINEARIZABLE : Verdict.NOT);
                right += holds ? 1 : 0;
                wrong += holds ? 0 : 1;
            }
        }
        assertThat(right).isGreaterThan(SEEDS / 2);
        assertThat(wrong).isGreaterThan(SEEDS / 2);
    }

    /** Moves or stretches an operation in time, or changes a little what it was told. */
    private static Made bend(Made made, Draws draws) {
        Operation operation =
                made.operations().get((int) draws.below(made.operations().size()));
        long start = Math.max(0, operation.startNanos() + draws.between(-30, 30));
        long length = draws.between(0, 60);
        OptionalLong end = operation.endNanos().isPresent() ? OptionalLong.of(start + length) : OptionalLong.empty();
        double what = draws.unit();
        if (what < 0.6) {
            return Defect.with(made, operation, Defect.moved(operation, start, end));
        }
        return switch (operation.result()) {
            case Result.Accepted(long _), Result.Unknown() ->
                Defect.with(made, operation, Defect.moved(operation, start, end));
            case Result.Refused(String _) ->
                Defect.told(made, operation, new Result.Refused(what < 0.8 ? "BUSY" : "NOT_FOUND"));
            case Result.Seen(long sequence, Phase _) -> {
                int version = Math.clamp(
                        sequence + draws.between(-2, 2), 0, made.log().facts().size());
                Phase phase = Course.of(made.log().facts()).at(version).phase();
                yield Defect.told(
                        made,
                        operation,
                        phase.exists() ? new Result.Seen(version, phase) : new Result.Seen(0, Phase.ABSENT));
            }
        };
    }

    private static Made made(long seed) {
        return LittleMachine.run(new Seeds(seed).draws("history"), "web", OPERATIONS);
    }
}
