package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
    private static final String PARENT = "projects/p/regions/local";

    @ParameterizedTest
    @ValueSource(strings = {"p/web-1", "", "a/b/c", "host-1", "\u00fcber"})
    void aTokenGivesBackTheLastKeyToTheRequestThatItWasGivenFor(String lastSeen) {
        assertThat(PageTokens.lastSeen(PageTokens.of(lastSeen, "instances", PARENT), "instances", PARENT))
                .isEqualTo(lastSeen);
    }

    @Test
    void noTokenIsTheFirstPage() {
        assertThat(PageTokens.lastSeen("", "instances", PARENT)).isEmpty();
    }

    @Test
    void aTokenGoesIntoAnAddressAsItIs() {
        assertThat(PageTokens.of("p/web-1?>\u00ff", "instances", PARENT)).matches("[-_A-Za-z0-9]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "a", "bm90IG91cnM", "not ours"})
    void aBrokenTokenIsRefusedByField(String token) {
        refused(token, "page_token: is none of ours", "instances", PARENT);
    }

    @Test
    void aTokenThatWasTamperedWithIsRefused() {
        String forged =
                Base64.getUrlEncoder().withoutPadding().encodeToString("0/p/web-1".getBytes(StandardCharsets.UTF_8));
        refused(forged, "page_token: was given for a request with other arguments", "instances", PARENT);
    }

    @Test
    void aTokenOfAnotherRequestIsRefused() {
        String token = PageTokens.of("p/web-1", "instances", PARENT);
        String why = "page_token: was given for a request with other arguments";
        refused(token, why, "instances", "projects/other/regions/local");
        refused(token, why, "operations", PARENT);
        refused(token, why, "instances" + PARENT);
        refused(token, why, "instances", PARENT, "");
    }

    private static void refused(String token, String why, String... arguments) {
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, () -> PageTokens.lastSeen(token, arguments));
        assertThat(refusal).as(token).isNotNull();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).isEqualTo(why);
    }
}
