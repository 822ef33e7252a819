package dev.holdfast.node.log.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.FaultyStore;
import dev.holdfast.node.log.WorkedShard;
import dev.holdfast.node.log.audit.RegionAudit;
import dev.holdfast.node.log.memory.MemoryLogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBackupTest extends BackupContract {
    @Override
    protected LogStore fresh() {
        return new MemoryLogStore();
    }

    @Test
    void aChangedByteIsFoundWhereverItIs() throws BackupException, IOException {
        RegionAtWork.work(source());
        make(source());
        byte[] whole = Files.readAllBytes(file());
        int tried = 0;
        for (int at = 0; at < whole.length; at += at < 200 ? 1 : 97) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file(), damaged);
            assertThatThrownBy(() -> Restore.check(file()))
                    .as("byte %s of %s", at, whole.length)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("cannot be restored: ");
            tried++;
        }
        assertThat(tried).isGreaterThan(200);
        Files.write(file(), whole);
        assertThat(Restore.check(file()).region()).isEqualTo(RegionAtWork.RECORD);
    }

    @Test
    void aFileThatWasCutShortOrGrewIsFound() throws BackupException, IOException {
        RegionAtWork.work(source());
        make(source());
        byte[] whole = Files.readAllBytes(file());
        for (int length = whole.length - 1; length >= 0; length -= 61) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Restore.check(file()))
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOf(BackupException.class);
        }
        Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> Restore.check(file())).hasMessageContaining("something after its end");
        Files.writeString(file(), "not a backup at all");
        assertThatThrownBy(() -> Restore.check(file())).hasMessageContaining("it is not a backup of Holdfast's");
        Files.delete(file());
        assertThatThrownBy(() -> Restore.check(file())).hasMessageContaining("there is no such file");
    }

    @Test
    void aFileOfANewerFormatIsRefusedByItsVersion() throws BackupException, IOException {
        RegionAtWork.work(source());
        make(source());
        byte[] newer = Files.readAllBytes(file());
        newer[Long.BYTES + Integer.BYTES - 1] = 2;
        Files.write(file(), newer);
        assertThatThrownBy(() -> Restore.check(file()))
                .hasMessageContaining("its format is version 2, and this Holdfast knows 1");
    }

    @Test
    void aBackupThatDoesNotFitWhoIsToRunOnItIsRefusedAndNothingIsWritten() throws BackupException {
        RegionAtWork.work(source());
        make(source());
        RegionRecord east = new RegionRecord("east", RegionAtWork.RECORD.shards(), 1, 1);
        assertThatThrownBy(() -> Restore.into(target(), file(), Optional.of(east), "restored", (_, _) -> {}))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("it is region west, not east");
        RegionRecord wider = new RegionRecord("west", new TreeMap<>(Map.of("instance", 64)), 1, 1);
        assertThatThrownBy(() -> Restore.into(target(), file(), Optional.of(wider), "restored", (_, _) -> {}))
                .hasMessageContaining("it has 3 shards of type instance, not 64");
        assertThat(target().regionFound()).isEmpty();
        Restore.into(target(), file(), Optional.of(RegionAtWork.RECORD), "restored", (_, _) -> {});
        assertThat(findings(target())).isEmpty();
    }

    @Test
    void aShardThatIsWorkedOnIsCopiedAsItWasAtOneMoment() throws BackupException {
        List<WorkedShard> owners = RegionAtWork.work(source());
        ShardId shard = RegionAtWork.shards().getFirst();
        String name = RegionAtWork.names(shard).getFirst();
        AtomicLong sequence = new AtomicLong(22);
        FaultyStore busy = new FaultyStore(source());
        busy.rule(
                request -> request.shard().equals(shard)
                        && request instanceof StoreRequest.ReadCommits
                        && sequence.get() < 40,
                (under, request, answerTo) -> {
                    owners.getFirst().fill(name, sequence.get() + 1, sequence.addAndGet(1));
                    under.send(request, answerTo);
                });

        make(busy);
        restore(target());

        assertThat(sequence.get()).as("work was done meanwhile").isGreaterThan(24);
        assertThat(findings(target())).isEmpty();
        List<String> restored = WorkedShard.own(target(), shard, 2, "next").load(name);
        List<String> now = owners.getFirst().load(name);
        assertThat(now).startsWith(restored.toArray(String[]::new)).hasSizeGreaterThan(restored.size());
    }

    @Test
    void aLogThatBreaksARuleIsNotBackedUp() {
        RegionAtWork.work(source());
        ShardId shard = RegionAtWork.shards().getFirst();
        FaultyStore damaged = new FaultyStore(source());
        damaged.rule(
                request -> request.shard().equals(shard) && request instanceof StoreRequest.ReadCommits,
                (under, request, answerTo) -> under.send(request, answer -> answerTo.accept(without(answer))));

        assertThatThrownBy(() -> make(damaged))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("breaks the rule positions")
                .hasMessageContaining("./holdfast log verify");
        assertThat(folder).isEmptyDirectory();
    }

    /** Loses the commit before the last. */
    private static StoreAnswer without(StoreAnswer answer) {
        return answer instanceof StoreAnswer.CommitsRead(List<Commit> commits)
                ? new StoreAnswer.CommitsRead(commits.stream()
                        .filter(commit -> commit.position() != 22)
                        .toList())
                : answer;
    }

    @Test
    void aBackupThatIsThereIsNotWrittenOver() throws BackupException, IOException {
        RegionAtWork.work(source());
        Files.writeString(file(), "precious");
        assertThatThrownBy(() -> make(source())).hasMessageContaining("is there already");
        assertThat(file()).hasContent("precious");
        Files.delete(file());
        Files.writeString(file().resolveSibling("west.backup.part"), "half");
        assertThatThrownBy(() -> make(source())).hasMessageContaining("or one was broken off; then remove it");
    }

    @Test
    void noNodeStartsOnAHalfRestoredStoreAndItIsNotRestoredIntoAgain() throws BackupException {
        RegionAtWork.work(source());
        make(source());
        FaultyStore failing = new FaultyStore(target());
        failing.rule(
                request -> request instanceof StoreRequest.PutSnapshot,
                (_, _, answerTo) -> answerTo.accept(new StoreAnswer.Refused(Optional.empty())));

        assertThatThrownBy(() -> restore(failing))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("empty it and restore again");

        RegionRecord found = target().region(RegionAtWork.RECORD);
        assertThat(found.differencesTo(RegionAtWork.RECORD))
                .singleElement()
                .asString()
                .contains("a backup is being restored into it");
        assertThatThrownBy(() -> RegionAudit.regionOf(target())).hasMessageContaining("has not ended");
        assertThatThrownBy(() -> restore(target())).hasMessageContaining("half restored");
    }

    @Test
    void aWriteOfUnknownOutcomeIsSentAgainAndTakesEffectOnce() throws BackupException {
        RegionAtWork.work(source());
        make(source());
        FaultyStore vague = new FaultyStore(target());
        AtomicLong writes = new AtomicLong();
        vague.rule(
                request -> request instanceof StoreRequest.CompareAndCommit && writes.incrementAndGet() % 5 == 1,
                (under, request, answerTo) ->
                        under.send(request, _ -> answerTo.accept(new StoreAnswer.Unknown("lost on the way"))));

        restore(vague);

        assertThat(findings(target())).isEmpty();
    }

    @Test
    void aRestoredRegionCanBeBackedUpAndRestoredAgain() throws BackupException, IOException {
        RegionAtWork.work(source());
        make(source());
        restore(target());
        Files.delete(file());
        make(target());
        try (LogStore third = fresh()) {
            assertThat(restore(third).region().era()).isEqualTo(3);
            assertThat(findings(third)).isEmpty();
            ShardId shard = RegionAtWork.shards().getFirst();
            List<String> names = RegionAtWork.names(shard);
            assertThat(WorkedShard.own(third, shard, 3, "third").load(names))
                    .isEqualTo(WorkedShard.own(source(), shard, 1, "first").load(names));
        }
    }
}
