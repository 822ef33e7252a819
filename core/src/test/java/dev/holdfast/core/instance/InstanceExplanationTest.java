package dev.holdfast.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceExplanation.Awaited;
import org.junit.jupiter.api.Test;

class InstanceExplanationTest {
    @Test
    void oneThatLooksForAHostWaitsForThePlacerAndSaysWhatItNeeds() {
        InstanceExplanation explained = explain(Given.placing());

        assertThat(explained.standing()).isEqualTo("It looks for a host.");
        assertThat(explained.awaited())
                .containsExactly(
                        new Awaited("placer", "to find a host with 2 cores, 4096 MiB, 20 GiB disk, 0 gpus free"));
        assertThat(explained.deadline()).isPresent();
        assertThat(explained.seeks()).isPresent();
    }

    @Test
    void oneThatAskedAHostWaitsForItsCapacityAndSeeksNoOther() {
        InstanceExplanation explained = explain(Given.asking());

        assertThat(explained.standing()).isEqualTo("Host host-1 was chosen and is asked for its capacity.");
        assertThat(explained.awaited()).containsExactly(new Awaited("host:host-1", "to hold its capacity, epoch 1"));
        assertThat(explained.seeks()).isEmpty();
    }

    @Test
    void oneThatIsBeingMadeWaitsForTheReportAndNotForTheQuestionThatRepeatsIt() {
        assertThat(explain(Given.creating()).awaited())
                .containsExactly(new Awaited("host:host-1", "to report it running, epoch 1"));
        assertThat(explain(Given.stopping()).awaited())
                .containsExactly(new Awaited("host:host-1", "to report it stopped, epoch 1"));
    }

    @Test
    void oneThatRunsWaitsForNothing() {
        InstanceExplanation explained = explain(Given.running());

        assertThat(explained.standing()).isEqualTo("It runs on host host-1.");
        assertThat(explained.awaited()).isEmpty();
        assertThat(explained.deadline()).isEmpty();
        assertThat(explained.since()).as("the create's sequence").isEqualTo(1);
    }

    @Test
    void theStoryBeginsWithTheLastRequest() {
        InstanceState.Living stopping = (InstanceState.Living) Given.stopping().state();
        assertThat(InstanceExplanation.of(stopping).since())
                .isEqualTo(stopping.life().operations().all().getLast().sequence())
                .isGreaterThan(1);
    }

    private static InstanceExplanation explain(Given given) {
        return InstanceExplanation.of((InstanceState.Living) given.state());
    }
}
