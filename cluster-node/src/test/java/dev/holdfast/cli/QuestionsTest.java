package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListInstancesRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionsTest {
    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "tier=data | labels.tier = \"data\"",
                "tier==data | labels.tier = \"data\"",
                "env!=test,owner,!old | labels.env != \"test\" AND labels.owner:* AND NOT labels.old:*",
                "app.io/name= | labels.app.io/name = \"\""
            })
    void aSelectorBecomesAFilter(String selector, String filter) {
        assertThat(CommandRun.against(node)
                        .run("instance", "list", "--selector", selector)
                        .exit())
                .isZero();
        assertThat(node.asked(ListInstancesRequest.class))
                .extracting(ListInstancesRequest::getFilter)
                .containsExactly(filter);
    }

    @Test
    void aFilterStaysAsItWasWrittenAndStandsFirstSoThatColumnsAreThePersons() {
        CommandRun.against(node)
                .run("host", "list", "--filter", "state = UP OR cores>4", "-l", "ssd", "--order-by", "cores desc");
        assertThat(node.asked(ListHostsRequest.class)).singleElement().satisfies(asked -> {
            assertThat(asked.getFilter()).isEqualTo("state = UP OR cores>4 AND labels.ssd:*");
            assertThat(asked.getOrderBy()).isEqualTo("cores desc");
        });
    }

    @ParameterizedTest
    @CsvSource({"a=b=c", "!a=b", "a b", "=b"})
    void aSelectorThatIsNoneIsRefusedBeforeAnythingIsAsked(String selector) {
        CommandRun.Seen seen = CommandRun.against(node).run("instance", "list", "--selector", selector);
        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.err()).contains("KEY=VALUE");
        assertThat(node.asked(ListInstancesRequest.class)).isEmpty();
    }

    @Test
    void aSizeByNameGoesInsteadOfQuantities() {
        CommandRun.against(node).run("instance", "create", "web-1", "--size", "medium");
        assertThat(node.asked(CreateInstanceRequest.class)).singleElement().satisfies(asked -> {
            assertThat(asked.getInstance().getSizeName()).isEqualTo("medium");
            assertThat(asked.getInstance().hasSize()).isFalse();
        });
        CommandRun.Seen both =
                CommandRun.against(node).run("instance", "create", "web-2", "--size", "m", "--memory", "1GiB");
        assertThat(both.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(both.err()).contains("give either --size or --memory");
    }
}
