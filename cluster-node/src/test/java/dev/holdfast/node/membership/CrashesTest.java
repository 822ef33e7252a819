package dev.holdfast.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrashesTest {
    private static final Address NODE = new Address("pekko", "holdfast-crashes-test", "127.0.0.1", 1);

    private final Set<Address> others = new HashSet<>(Set.of(NODE));
    private Optional<IOException> answer = Optional.empty();
    private final Crashes crashes = new Crashes(() -> Set.copyOf(others), _ -> {
        if (answer.isPresent()) {
            throw answer.get();
        }
    });

    @AfterEach
    void forget() {
        others.clear();
        crashes.look();
    }

    @Test
    void aNodeIsGoneWhenItsMachineRefusesTwiceInARow() {
        answer = Optional.of(new ConnectException("Connection refused"));
        crashes.look();
        assertThat(gone()).isFalse();
        crashes.look();
        assertThat(gone()).isTrue();
        crashes.look();
        assertThat(gone()).as("as long as it refuses").isTrue();
    }

    @Test
    void aNodeThatListensAgainIsNotGone() {
        answer = Optional.of(new ConnectException("Connection refused"));
        crashes.look();
        crashes.look();
        answer = Optional.empty();
        crashes.look();
        assertThat(gone()).isFalse();
        answer = Optional.of(new ConnectException("Connection refused"));
        crashes.look();
        assertThat(gone()).as("after one refusal").isFalse();
    }

    @Test
    void noAnswerProvesNothing() {
        answer = Optional.of(new SocketTimeoutException("connect timed out"));
        for (int i = 0; i < 5; i++) {
            crashes.look();
        }
        assertThat(gone()).isFalse();
    }

    @Test
    void whoIsNoMemberAnyMoreIsForgotten() {
        answer = Optional.of(new ConnectException("Connection refused"));
        crashes.look();
        crashes.look();
        others.clear();
        crashes.look();
        assertThat(gone()).isFalse();
    }

    private static boolean gone() {
        return Crashes.isGone(NODE.toString());
    }
}
