package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.scenario.StoreRates.Count;
import dev.holdfast.sim.scenario.StoreRates.Rate;
import dev.holdfast.sim.scenario.StoreRates.Reading;
import org.junit.jupiter.api.Test;

class StoreRatesTest {
    @Test
    void everyQuestionOfEveryTypeIsCountedAndWhatNeverLeftItsNodeApart() {
        assertThat(StoreRates.count("""
                        # HELP holdfast_log_store_answers_total What the store answered.
                        # TYPE holdfast_log_store_answers_total counter
                        holdfast_log_store_answers_total{answer="applied",type="host"} 3.0
                        holdfast_log_store_answers_total{answer="unknown",type="instance"} 4.0
                        holdfast_log_store_answers_total{answer="unavailable",type="instance"} 1.5E1
                        holdfast_log_barriers_total{outcome="passed",type="host"} 7.0
                        """)).isEqualTo(new Count(7, 15));
    }

    @Test
    void eachStretchHasTheRateOfItsOwnTime() {
        StoreRates rates =
                StoreRates.of(at(0, 0, 0), at(10, 100, 0), at(40, 130, 900), at(45, 180, 910), at(50, 230, 910));

        assertThat(rates).isEqualTo(new StoreRates(new Rate(10, 0), new Rate(1, 30), new Rate(10, 2), new Rate(10, 0)));
    }

    private static Reading at(long second, double asked, double unsent) {
        return new Reading(new Count(asked, unsent), second * 1_000_000_000L);
    }
}
