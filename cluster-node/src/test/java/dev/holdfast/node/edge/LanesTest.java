package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    @Test
    void onlyAFewAreUnderWayAndResultsStandInTheOrderOfTheItems() {
        CompletableFuture<List<String>> all = Lanes.each(
                        IntStream.range(0, 5).boxed().toList(), 2, item -> begin())
                .toCompletableFuture();
        assertThat(begun).hasSize(2);
        begun.get(1).complete("b");
        assertThat(begun).hasSize(3);
        begun.get(0).complete("a");
        begun.get(2).complete("c");
        assertThat(begun).hasSize(5);
        assertThat(all).isNotDone();
        begun.get(4).complete("e");
        begun.get(3).complete("d");
        assertThat(all).isCompletedWithValue(List.of("a", "b", "c", "d", "e"));
    }

    @Test
    void workGoesOnWithinTheCallersContextWhoeverCompletesWhatWasBefore() throws Exception {
        Context.Key<String> key = Context.key("caller");
        List<String> seen = new ArrayList<>();
        Context.current()
                .withValue(key, "ada")
                .call(() -> Lanes.each(List.of(1, 2), 1, item -> {
                    seen.add(key.get());
                    return begin();
                }));
        begun.getFirst().complete("done");
        assertThat(seen).containsExactly("ada", "ada");
    }

    @Test
    void aThousandThatAreDoneAtOnceDoNotOverflowTheStack() {
        assertThat(Lanes.each(IntStream.range(0, 1_000).boxed().toList(), 1, CompletableFuture::completedStage)
                        .toCompletableFuture()
                        .join())
                .hasSize(1_000);
    }

    private CompletableFuture<String> begin() {
        CompletableFuture<String> work = new CompletableFuture<>();
        begun.add(work);
        return work;
    }
}
