package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong millis = new AtomicLong(1);

    @Test
    void elsewhereThanOnATerminalThereIsAtMostOneLineASecond() {
        Progress progress = progress(false);
        for (int step = 0; step < 25; step++) {
            progress.counts("waiting", new TreeMap<>(Map.of("PLACING", 25 - step, "DONE", step)));
            millis.addAndGet(100);
        }
        progress.close();

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "holdfast: waiting: 25 PLACING",
                        "holdfast: waiting: 10 DONE, 15 PLACING",
                        "holdfast: waiting: 20 DONE, 5 PLACING",
                        "holdfast: waiting: 24 DONE, 1 PLACING");
    }

    @Test
    void whatDoesNotChangeIsNotSaidAgain() {
        Progress progress = progress(false);
        progress.line("same");
        millis.addAndGet(5000);
        progress.line("same");
        progress.close();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("holdfast: same\n");
    }

    @Test
    void onATerminalOneLineRewritesItselfAndGoesAway() {
        Progress progress = progress(true);
        progress.line("one");
        millis.addAndGet(100);
        progress.line("two");
        progress.close();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[Kholdfast: one\r\u001b[Kholdfast: two\r\u001b[K");
    }

    private Progress progress(boolean live) {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                live,
                live,
                Map.of(),
                Path.of("/nonexistent"));
        return new Progress(terminal, () -> millis.get() * 1_000_000);
    }
}
