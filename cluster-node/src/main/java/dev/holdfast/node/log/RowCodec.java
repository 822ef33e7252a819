package dev.holdfast.node.log;

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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a store's rows: big-endian numbers, modified UTF-8, a format byte first. Golden bytes in the test pin
 * the format for ever; a change is a new format byte, and old ones stay readable.
 */
public final class RowCodec {
    private static final byte FORMAT = 1;
    private static final byte EVENT = 1;
    private static final byte BEGINNING = 2;
    private static final byte DELETION = 3;
    private static final byte ARCHIVE = 4;

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private RowCodec() {}

    public static byte[] head(Head head) {
        return write(128, out -> {
            out.writeLong(head.term());
            out.writeLong(head.position());
            commitId(head.commit(), out);
            out.writeBoolean(head.sealed());
            out.writeLong(head.firstSegment());
            out.writeLong(head.firstGeneration());
            out.writeLong(head.floor().sequence());
            out.writeLong(head.floor().epoch().value());
        });
    }

    public static Head head(byte[] bytes) {
        return read(
                bytes,
                in -> new Head(
                        in.readLong(),
                        in.readLong(),
                        commitId(in),
                        in.readBoolean(),
                        in.readLong(),
                        in.readLong(),
                        new Floor(in.readLong(), new Epoch(in.readLong()))));
    }

    public static byte[] commit(Commit commit) {
        return write(64 + 256 * commit.entries().size(), out -> {
            out.writeLong(commit.position());
            out.writeLong(commit.term());
            commitId(commit.id(), out);
            out.writeInt(commit.entries().size());
            for (Entry entry : commit.entries()) {
                entry(entry, out);
            }
        });
    }

    public static Commit commit(byte[] bytes) {
        return read(bytes, in -> {
            long position = in.readLong();
            long term = in.readLong();
            CommitId id = commitId(in);
            int size = in.readInt();
            List<Entry> entries = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                entries.add(entry(in));
            }
            return new Commit(position, term, id, entries);
        });
    }

    public static byte[] snapshot(Snapshot snapshot) {
        return write(64 + snapshot.payload().map(Payload::size).orElse(0), out -> {
            out.writeUTF(snapshot.id());
            out.writeLong(snapshot.sequence());
            out.writeLong(snapshot.version().era());
            out.writeLong(snapshot.version().term());
            out.writeLong(snapshot.version().counter());
            out.writeLong(snapshot.position());
            out.writeLong(snapshot.takenAtMillis());
            out.writeBoolean(snapshot.payload().isPresent());
            if (snapshot.payload().isPresent()) {
                payload(snapshot.payload().get(), out);
            }
            out.writeInt(snapshot.tail().size());
            for (Entry.Event event : snapshot.tail()) {
                entry(event, out);
            }
        });
    }

    public static Snapshot snapshot(byte[] bytes) {
        return read(bytes, in -> {
            String id = in.readUTF();
            long sequence = in.readLong();
            SnapshotVersion version = new SnapshotVersion(in.readLong(), in.readLong(), in.readLong());
            long position = in.readLong();
            long takenAt = in.readLong();
            Optional<Payload> payload = in.readBoolean() ? Optional.of(payload(in)) : Optional.empty();
            int size = in.readInt();
            List<Entry.Event> tail = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                tail.add((Entry.Event) entry(in));
            }
            return new Snapshot(id, sequence, version, position, takenAt, payload, tail);
        });
    }

    public static byte[] history(HistoryRow row) {
        return write(64 + row.payload().size(), out -> {
            out.writeUTF(row.id());
            out.writeLong(row.sequence());
            out.writeLong(row.position());
            payload(row.payload(), out);
        });
    }

    public static HistoryRow history(byte[] bytes) {
        return read(bytes, in -> new HistoryRow(in.readUTF(), in.readLong(), in.readLong(), payload(in)));
    }

    public static byte[] region(RegionRecord region) {
        return write(128, out -> {
            out.writeUTF(region.region());
            out.writeLong(region.era());
            out.writeInt(region.schema());
            out.writeInt(region.shards().size());
            for (var shards : region.shards().entrySet()) {
                out.writeUTF(shards.getKey());
                out.writeInt(shards.getValue());
            }
        });
    }

    public static RegionRecord region(byte[] bytes) {
        return read(bytes, in -> {
            String name = in.readUTF();
            long era = in.readLong();
            int schema = in.readInt();
            int size = in.readInt();
            SortedMap<String, Integer> shards = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                shards.put(in.readUTF(), in.readInt());
            }
            return new RegionRecord(name, shards, era, schema);
        });
    }

    private static void entry(Entry entry, DataOutputStream out) throws IOException {
        switch (entry) {
            case Entry.Event event -> {
                out.writeByte(event.begins() ? BEGINNING : EVENT);
                out.writeUTF(event.id());
                out.writeLong(event.sequence());
                payload(event.payload(), out);
            }
            case Entry.Deletion deletion -> {
                out.writeByte(DELETION);
                out.writeUTF(deletion.id());
                out.writeLong(deletion.upTo());
                out.writeLong(deletion.last());
            }
            case Entry.Archive archive -> {
                out.writeByte(ARCHIVE);
                out.writeUTF(archive.id());
                out.writeLong(archive.last());
                out.writeLong(archive.epoch().value());
            }
        }
    }

    private static Entry entry(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case EVENT, BEGINNING -> new Entry.Event(in.readUTF(), in.readLong(), kind == BEGINNING, payload(in));
            case DELETION -> new Entry.Deletion(in.readUTF(), in.readLong(), in.readLong());
            case ARCHIVE -> new Entry.Archive(in.readUTF(), in.readLong(), new Epoch(in.readLong()));
            default -> throw new IOException("no entry of kind " + kind);
        };
    }

    private static void commitId(CommitId id, DataOutputStream out) throws IOException {
        out.writeUTF(id.owner());
        out.writeLong(id.number());
    }

    private static CommitId commitId(DataInputStream in) throws IOException {
        return new CommitId(in.readUTF(), in.readLong());
    }

    private static void payload(Payload payload, DataOutputStream out) throws IOException {
        out.writeInt(payload.size());
        out.write(payload.bytes());
    }

    private static Payload payload(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > in.available()) {
            throw new IOException("a payload of " + size + " bytes where " + in.available() + " are left");
        }
        return Payload.of(in.readNBytes(size));
    }

    private static byte[] write(int about, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(about);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw new IOException("written in format " + format + ", which this version does not know");
            }
            T value = reading.from(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return value;
        } catch (IOException broken) {
            throw new UncheckedIOException("a row of the log cannot be read", broken);
        }
    }
}
