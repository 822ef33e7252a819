package dev.holdfast.node.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.testing.Property;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.view.Place;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeTokensTest {
    private static final List<String> SHOP = List.of("instances", "projects/shop/regions/local");

    @Test
    void aTokenGivesBackThePlacesThatItWasMadeOf() {
        Property.holds(100, draws -> {
            int shards = 1 + draws.below(80);
            List<Place> places = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                places.add(new Place(
                        1 + (draws.nextLong() >>> 1 >>> draws.below(62)) % (Long.MAX_VALUE - 1), draws.below(300)));
            }
            ResumeTokens tokens = new ResumeTokens(draws.between(1, 1_000_000), shards, SHOP);
            assertThat(tokens.places(tokens.of(places))).contains(places);
        });
    }

    @Test
    void noTokenMeansASnapshot() {
        assertThat(new ResumeTokens(1, 4, SHOP).places("")).isEmpty();
    }

    @Test
    void theTokenOfARegionOfUsualSizeIsShortEnoughForEveryChange() {
        List<Place> places = new ArrayList<>();
        for (int shard = 0; shard < 64; shard++) {
            places.add(new Place(2_000_000, 200));
        }
        assertThat(new ResumeTokens(1, 64, SHOP).of(places)).hasSizeLessThan(600);
    }

    @Test
    void aTokenOfARequestWithOtherArgumentsIsRefusedByItsField() {
        String token = new ResumeTokens(1, 1, SHOP).of(List.of(Place.START));
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> new ResumeTokens(1, 1, List.of("instances", "projects/bank/regions/local")).places(token));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription())
                .isEqualTo("resume_token: was given for a request with other arguments");
    }

    @Test
    void aTokenOfAnotherEraIsTooOld() {
        String token = new ResumeTokens(1, 1, SHOP).of(List.of(Place.START));
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> new ResumeTokens(2, 1, SHOP).places(token));
        assertThat(refusal.code()).isEqualTo(ErrorCode.WATCH_TOO_OLD);
        assertThat(refusal.sentence()).isEqualTo("the resume token is of era 1 of the log, and this is era 2");
    }

    @Test
    void garbageAndEveryTokenWithAByteChangedOrMissingIsNoneOfOurs() {
        ResumeTokens tokens = new ResumeTokens(1, 3, SHOP);
        List<String> garbage = new ArrayList<>(List.of("x", "not a token", "AAAA", "=", "ä", "AQ"));
        byte[] good =
                Base64.getUrlDecoder().decode(tokens.of(List.of(new Place(5, 1), new Place(700, 0), Place.START)));
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= 0x10;
            garbage.add(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
            garbage.add(Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(good, at)));
        }
        garbage.remove("");
        garbage.add(Base64.getUrlEncoder().encodeToString("1/web-1".getBytes(StandardCharsets.UTF_8)));
        for (String each : garbage) {
            StatusRuntimeException refusal =
                    catchThrowableOfType(StatusRuntimeException.class, () -> tokens.places(each));
            assertThat(refusal).as(each).isNotNull();
            assertThat(refusal.getStatus().getDescription()).as(each).isEqualTo("resume_token: is none of ours");
        }
    }
}
