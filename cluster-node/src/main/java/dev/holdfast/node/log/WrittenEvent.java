package dev.holdfast.node.log;

import dev.holdfast.core.log.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An event as it stands in the log: what is needed to read it, then its bytes.
 *
 * @param serializer Pekko's number of the serializer that wrote it
 * @param manifest the logical name and version under which it was written
 * @param adapterManifest what an event adapter said of it
 * @param writer Pekko's name for who wrote it
 * @param timestamp milliseconds, of Pekko's clock
 * @param bytes the event itself; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are handed on as they are.
public record WrittenEvent(
        int serializer, String manifest, String adapterManifest, String writer, long timestamp, byte[] bytes) {
    private static final byte FORMAT = 1;

    /** @throws UncheckedIOException when it cannot be read: why */
    public static WrittenEvent of(Payload payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload.bytes()))) {
            format(in);
            return new WrittenEvent(
                    in.readInt(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong(), in.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Payload payload() {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(bytes.length + 128);
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.writeByte(FORMAT);
            out.writeInt(serializer);
            out.writeUTF(manifest);
            out.writeUTF(adapterManifest);
            out.writeUTF(writer);
            out.writeLong(timestamp);
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Payload.of(buffer.toByteArray());
    }

    static void format(DataInputStream in) throws IOException {
        byte format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("written in format " + format + ", which this version does not know");
        }
    }
}
