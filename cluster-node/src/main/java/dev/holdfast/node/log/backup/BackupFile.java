package dev.holdfast.node.log.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a backup: a magic number and a version, then frames. Each frame is its kind (1 byte), its length (4),
 * its content, and a CRC-32C (4) of all these. The last one has the SHA-256 of everything before it, so that neither a
 * changed byte nor a missing frame passes. Numbers are big-endian.
 */
final class BackupFile {
    private static final int LONGEST_FRAME = 256 * 1024 * 1024;
    private static final int BUFFER = 1 << 16;

    private BackupFile() {}

    /** Writes frames; what was written since a mark can be taken back. */
    static final class Writer implements AutoCloseable {
        private final FileChannel channel;
        private DataOutputStream out;
        private long frames;
        private long framesAtMark;
        private long mark;

        Writer(Path file) throws IOException {
            this.channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
            this.out = stream();
            out.writeLong(Frame.MAGIC);
            out.writeInt(Frame.VERSION);
        }

        private DataOutputStream stream() {
            return new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        }

        void write(Frame frame) throws IOException {
            out.writeByte(frame.kind().number());
            out.writeInt(frame.bytes().length);
            out.write(frame.bytes());
            out.writeInt(checksum(frame));
            frames++;
        }

        void mark() throws IOException {
            out.flush();
            mark = channel.position();
            framesAtMark = frames;
        }

        void backToMark() throws IOException {
            out.flush();
            channel.truncate(mark);
            channel.position(mark);
            out = stream();
            frames = framesAtMark;
        }

        /** Writes the last frame and puts everything on the disk; how many bytes there are. */
        long end(int shards) throws IOException {
            out.flush();
            byte[] digest = digest(channel, channel.position());
            long count = frames;
            write(Frame.of(Frame.Kind.END, last -> {
                last.writeInt(shards);
                last.writeLong(count);
                last.write(digest);
            }));
            out.flush();
            channel.force(true);
            return channel.position();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Reads frames from a place in a file. */
    static final class Reader implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final DataInputStream in;
        private long position;

        /**
         * From the first frame on.
         *
         * @throws IOException when this is no backup that this version can read
         */
        static Reader begin(Path file) throws IOException {
            Reader reader = new Reader(file, 0);
            try {
                if (reader.in.readLong() != Frame.MAGIC) {
                    throw new IOException("it is not a backup of Holdfast's");
                }
                int version = reader.in.readInt();
                if (version != Frame.VERSION) {
                    throw new IOException(
                            "its format is version " + version + ", and this Holdfast knows " + Frame.VERSION);
                }
                reader.position = Long.BYTES + Integer.BYTES;
                return reader;
            } catch (EOFException tooShort) {
                reader.close();
                throw new IOException("it is not a backup of Holdfast's", tooShort);
            } catch (IOException broken) {
                reader.close();
                throw broken;
            }
        }

        Reader(Path file, long position) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(position);
            this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
            this.position = position;
        }

        /** Where the next frame begins. */
        long position() {
            return position;
        }

        /** @throws IOException when the frame is damaged or cut short: where */
        Frame next() throws IOException {
            try {
                int number = in.readUnsignedByte();
                int length = in.readInt();
                if (length < 0 || length > LONGEST_FRAME) {
                    throw damaged();
                }
                byte[] bytes = in.readNBytes(length);
                int checksum = in.readInt();
                Frame frame = new Frame(Frame.Kind.of(number).orElseThrow(this::damaged), bytes);
                if (bytes.length != length || checksum != checksum(frame)) {
                    throw damaged();
                }
                position += 1 + Integer.BYTES + length + Integer.BYTES;
                return frame;
            } catch (EOFException cut) {
                throw new IOException("it is cut short at byte " + position, cut);
            }
        }

        private IOException damaged() {
            return new IOException("it is damaged at byte " + position + ": a checksum does not fit");
        }

        /** Holds the last frame against all that came before it. */
        void requireWhole(Frame end, long endsAt, int shards, long frames) throws IOException {
            byte[] found = end.read(last -> {
                if (last.readInt() != shards || last.readLong() != frames) {
                    throw new IOException("shards or frames are missing");
                }
                return last.readAllBytes();
            });
            try (FileChannel again = FileChannel.open(file, StandardOpenOption.READ)) {
                if (!Arrays.equals(found, digest(again, endsAt))) {
                    throw new IOException("it is damaged: its digest does not fit");
                }
            }
            if (in.read() >= 0) {
                throw new IOException("there is something after its end, at byte " + position);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static int checksum(Frame frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.kind().number());
        int length = frame.bytes().length;
        crc.update(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        crc.update(frame.bytes());
        return (int) crc.getValue();
    }

    /** SHA-256 of a file's beginning. */
    private static byte[] digest(FileChannel channel, long length) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            for (long at = 0; at < length; ) {
                buffer.clear().limit((int) Math.min(BUFFER, length - at));
                int read = channel.read(buffer, at);
                if (read < 0) {
                    throw new EOFException();
                }
                digest.update(buffer.flip());
                at += read;
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
