package dev.holdfast.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotVersion;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Golden bytes: what was written once must be read for ever. */
class RowCodecTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Head HEAD = new Head(2, 3, new CommitId("n1", 4), true, 5, 6, new Floor(7, new Epoch(8)));
    private static final String HEAD_BYTES = "01"
            + "0000000000000002" + "0000000000000003" + "00026e31" + "0000000000000004" + "01"
            + "0000000000000005" + "0000000000000006" + "0000000000000007" + "0000000000000008";
    private static final Commit COMMIT = new Commit(
            9,
            2,
            new CommitId("n1", 4),
            List.of(
                    new Entry.Event("a", 1, true, Payload.of(new byte[] {1, 2})),
                    new Entry.Event("b", 5, false, Payload.EMPTY),
                    new Entry.Deletion("c", 3, 4),
                    new Entry.Archive("d", 6, new Epoch(7))));
    private static final String COMMIT_BYTES = "01"
            + "0000000000000009" + "0000000000000002" + "00026e31" + "0000000000000004" + "00000004"
            + "02" + "000161" + "0000000000000001" + "00000002" + "0102"
            + "01" + "000162" + "0000000000000005" + "00000000"
            + "03" + "000163" + "0000000000000003" + "0000000000000004"
            + "04" + "000164" + "0000000000000006" + "0000000000000007";
    private static final Snapshot SNAPSHOT = new Snapshot(
            "a",
            5,
            new SnapshotVersion(1, 2, 3),
            9,
            10,
            Optional.of(Payload.of(new byte[] {7})),
            List.of(new Entry.Event("a", 6, false, Payload.EMPTY)));
    private static final String SNAPSHOT_BYTES = "01" + "000161" + "0000000000000005"
            + "0000000000000001" + "0000000000000002" + "0000000000000003" + "0000000000000009" + "000000000000000a"
            + "01" + "00000001" + "07" + "00000001" + "01" + "000161" + "0000000000000006" + "00000000";

    @Test
    void rowsOfFormatOneAreWrittenAndReadAsTheyEverWere() {
        assertThat(HEX.formatHex(RowCodec.head(HEAD))).isEqualTo(HEAD_BYTES);
        assertThat(RowCodec.head(HEX.parseHex(HEAD_BYTES))).isEqualTo(HEAD);
        assertThat(HEX.formatHex(RowCodec.commit(COMMIT))).isEqualTo(COMMIT_BYTES);
        assertThat(RowCodec.commit(HEX.parseHex(COMMIT_BYTES))).isEqualTo(COMMIT);
        assertThat(HEX.formatHex(RowCodec.snapshot(SNAPSHOT))).isEqualTo(SNAPSHOT_BYTES);
        assertThat(RowCodec.snapshot(HEX.parseHex(SNAPSHOT_BYTES))).isEqualTo(SNAPSHOT);
    }

    @Test
    void historyAndRegionComeBackAsTheyWere() {
        HistoryRow row = new HistoryRow("a", 1, 2, Payload.of(new byte[] {3}));
        assertThat(RowCodec.history(RowCodec.history(row))).isEqualTo(row);
        RegionRecord region = new RegionRecord("local", new TreeMap<>(Map.of("instance", 64, "host", 16)), 2, 1);
        assertThat(RowCodec.region(RowCodec.region(region))).isEqualTo(region);
    }

    @Test
    void brokenBytesAreRefusedAndNeverGuessed() {
        byte[] bytes = RowCodec.commit(COMMIT);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> RowCodec.commit(cut)).isInstanceOf(UncheckedIOException.class);
        }
        assertThatThrownBy(() -> RowCodec.commit(Arrays.copyOf(bytes, bytes.length + 1)))
                .hasRootCauseMessage("1 bytes too many");
        bytes[0] = 9;
        assertThatThrownBy(() -> RowCodec.commit(bytes))
                .hasRootCauseMessage("written in format 9, which this version does not know");
    }
}
