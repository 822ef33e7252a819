package dev.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedWriterTest {
    @Test
    void whatWaitsTogetherIsSyncedOnceAFile(@TempDir Path directory) throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        CountDownLatch opened = new CountDownLatch(1);
        try (SyncedWriter writer = SyncedWriter.start(1, channel -> {
            pass(opened);
            syncs.incrementAndGet();
            channel.force(false);
        })) {
            SyncedFile first = writer.open(directory.resolve("first"));
            SyncedFile second = writer.open(directory.resolve("second"));
            CompletionStage<Void> blocks = first.append(bytes("0"));
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 1; i <= 9; i++) {
                all.add(first.append(bytes("" + i)).toCompletableFuture());
                all.add(second.append(bytes("" + i)).toCompletableFuture());
            }
            opened.countDown();
            finish(blocks);
            for (CompletableFuture<Void> each : all) {
                finish(each);
            }
            assertThat(directory.resolve("first")).hasContent("0123456789");
            assertThat(directory.resolve("second")).hasContent("123456789");
            assertThat(syncs.get()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void nothingIsAnsweredBeforeItIsSynced(@TempDir Path directory) throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        try (SyncedWriter writer = SyncedWriter.start(1, _ -> pass(opened))) {
            CompletableFuture<Void> written =
                    writer.open(directory.resolve("file")).append(bytes("x")).toCompletableFuture();
            assertThat(written).isNotDone();
            opened.countDown();
            finish(written);
        }
    }

    @Test
    void replacedFileGoesOnAfterItsNewContent(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("file");
        try (SyncedWriter writer = SyncedWriter.start(2)) {
            SyncedFile file = writer.open(path);
            file.append(bytes("old"));
            file.replace(bytes("new "));
            finish(file.append(bytes("end")));
            assertThat(path).hasContent("new end");
            assertThat(directory)
                    .isDirectoryNotContaining(each -> each.toString().endsWith(".new"));
        }
    }

    @Test
    void fileWhoseSyncFailedIsNeverWrittenAgain(@TempDir Path directory) throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        try (SyncedWriter writer = SyncedWriter.start(1, _ -> {
            if (fails.get()) {
                throw new IOException("input/output error");
            }
        })) {
            SyncedFile file = writer.open(directory.resolve("file"));
            assertThatThrownBy(() -> finish(file.append(bytes("x")))).hasMessageContaining("input/output error");
            fails.set(false);
            assertThatThrownBy(() -> finish(file.append(bytes("y")))).hasMessageContaining("an earlier write failed");
            finish(writer.open(directory.resolve("other")).append(bytes("z")));
        }
    }

    @Test
    void closingFinishesWhatIsPending(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("file");
        SyncedWriter writer = SyncedWriter.start(1);
        SyncedFile file = writer.open(path);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(file.append(bytes("x")).toCompletableFuture());
        }
        writer.close();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(Files.size(path)).isEqualTo(500);
        assertThatThrownBy(() -> finish(file.append(bytes("y")))).hasMessageContaining("closed");
    }

    private static void finish(CompletionStage<Void> written) throws Exception {
        try {
            written.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static void pass(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody opened it");
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
