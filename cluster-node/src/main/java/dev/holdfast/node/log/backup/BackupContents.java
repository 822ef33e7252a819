package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.RowCodec;
import dev.holdfast.node.log.audit.RegionAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What a backup holds, found by reading all of it once and holding it against its checksums and its own counts. */
record BackupContents(RegionRecord region, long madeAtMillis, List<Section> sections) {
    /**
     * A shard in the file.
     *
     * @param position of its first frame
     */
    record Section(ShardId shard, long position, ShardEnd end) {}

    BackupContents {
        sections = List.copyOf(sections);
    }

    Restore.Checked checked() {
        return new Restore.Checked(
                region,
                sections.size(),
                sections.stream().mapToLong(each -> each.end().commits()).sum(),
                sections.stream().mapToLong(each -> each.end().snapshots()).sum(),
                sections.stream().mapToLong(each -> each.end().history()).sum(),
                madeAtMillis);
    }

    /** @throws IOException when it cannot be read, or not all of it is there: what is wrong */
    static BackupContents read(Path file) throws IOException {
        try (BackupFile.Reader reader = BackupFile.Reader.begin(file)) {
            Frame first = reader.next();
            require(first.kind() == Frame.Kind.REGION, "it does not say whose log it is");
            BackupContents begun = first.read(in -> {
                long madeAt = in.readLong();
                return new BackupContents(RowCodec.region(in.readAllBytes()), madeAt, List.of());
            });
            require(
                    begun.region().schema() == RegionRecord.SCHEMA,
                    "its layout is version " + begun.region().schema() + ", and this Holdfast writes "
                            + RegionRecord.SCHEMA);
            List<Section> sections = new ArrayList<>();
            long frames = 1;
            while (true) {
                long at = reader.position();
                Frame frame = reader.next();
                if (frame.kind() == Frame.Kind.END) {
                    reader.requireWhole(frame, at, sections.size(), frames);
                    break;
                }
                require(frame.kind() == Frame.Kind.SHARD, "a " + frame.kind() + " is in no shard, at byte " + at);
                ShardId shard = frame.read(in -> new ShardId(in.readUTF(), in.readInt()));
                Read read = section(reader, shard);
                sections.add(read.section());
                frames += 1 + read.frames();
            }
            List<ShardId> wanted = RegionAudit.shardsOf(begun.region());
            require(
                    sections.size() == wanted.size()
                            && new HashSet<>(sections.stream()
                                            .map(Section::shard)
                                            .toList())
                                    .equals(new HashSet<>(wanted)),
                    "not every shard of the region is in it");
            return new BackupContents(begun.region(), begun.madeAtMillis(), sections);
        } catch (UncheckedIOException broken) {
            throw new IOException(String.valueOf(broken.getMessage()), broken);
        }
    }

    private record Read(Section section, long frames) {}

    private static Read section(BackupFile.Reader reader, ShardId shard) throws IOException {
        long position = reader.position();
        Map<Frame.Kind, Long> count = new EnumMap<>(Frame.Kind.class);
        long frames = 0;
        while (true) {
            Frame frame = reader.next();
            frames++;
            switch (frame.kind()) {
                case SNAPSHOT, SEGMENT, COMMIT, HISTORY -> count.merge(frame.kind(), 1L, Long::sum);
                case SHARD_END -> {
                    ShardEnd end = ShardEnd.of(frame);
                    boolean whole = end.segments() == count.getOrDefault(Frame.Kind.SEGMENT, 0L)
                            && end.commits() == count.getOrDefault(Frame.Kind.COMMIT, 0L)
                            && end.snapshots() == count.getOrDefault(Frame.Kind.SNAPSHOT, 0L)
                            && end.history() == count.getOrDefault(Frame.Kind.HISTORY, 0L);
                    require(whole, "something of shard " + shard + " is missing");
                    return new Read(new Section(shard, position, end), frames);
                }
                case REGION, SHARD, END -> require(false, "shard " + shard + " does not end");
            }
        }
    }

    private static void require(boolean so, String otherwise) throws IOException {
        if (!so) {
            throw new IOException(otherwise);
        }
    }
}
