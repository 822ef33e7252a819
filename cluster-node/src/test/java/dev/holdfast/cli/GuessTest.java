package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuessTest {
    private static final List<String> VERBS =
            List.of("create", "get", "list", "watch", "start", "stop", "restart", "delete", "events", "explain");

    @Test
    void aLetterTooFewTooManyOrInTheWrongPlaceIsForgiven() {
        assertThat(Guess.of("lst", VERBS)).containsExactly("list");
        assertThat(Guess.of("lists", VERBS)).containsExactly("list");
        assertThat(Guess.of("exlpain", VERBS)).containsExactly("explain");
        assertThat(Guess.of("CREATE", VERBS)).containsExactly("create");
    }

    @Test
    void theLikeliestStandsFirst() {
        assertThat(Guess.of("rstart", VERBS)).containsExactly("restart", "start");
    }

    @Test
    void wordsOfOtherToolsAreUnderstood() {
        assertThat(Guess.of("rm", VERBS)).containsExactly("delete");
        assertThat(Guess.of("describe", VERBS)).containsExactly("get", "explain");
        assertThat(Guess.of("vm", VERBS)).isEmpty();
    }

    @Test
    void whatIsFarFetchedIsNotSaid() {
        assertThat(Guess.of("nonsense", VERBS)).isEmpty();
        assertThat(Guess.of("-v", List.of("-h", "-o", "--version"))).isEmpty();
        assertThat(Guess.of("", VERBS)).isEmpty();
    }

    @Test
    void aLongOptionIsKnownByItsLastWord() {
        assertThat(Guess.of("--port", List.of("--grpc-port", "--http-port", "--hosts")))
                .containsExactly("--grpc-port", "--http-port");
    }
}
