package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.scenario.StoreRates.Reading;
import org.junit.jupiter.api.Test;

class StoreRatesTest {
    @Test
    void everyAnswerOfEveryTypeIsCountedAndNothingElse() {
        assertThat(StoreRates.sum("""
                        # HELP holdfast_log_store_answers_total What the store answered.
                        # TYPE holdfast_log_store_answers_total counter
                        holdfast_log_store_answers_total{answer="applied",type="host"} 3.0
                        holdfast_log_store_answers_total{answer="unavailable",type="instance"} 1.5E1
                        holdfast_log_barriers_total{outcome="passed",type="host"} 7.0
                        """)).isEqualTo(18);
    }

    @Test
    void eachStretchHasTheRateOfItsOwnTime() {
        StoreRates rates = StoreRates.of(at(0, 0), at(10, 100), at(40, 130), at(45, 180), at(50, 230));

        assertThat(rates).isEqualTo(new StoreRates(10, 1, 10, 10));
    }

    private static Reading at(long second, double answers) {
        return new Reading(answers, second * 1_000_000_000L);
    }
}
