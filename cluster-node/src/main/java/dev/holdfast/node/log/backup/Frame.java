package dev.holdfast.node.log.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * One piece of a backup.
 *
 * @param bytes its content; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are handed on as they are.
record Frame(Kind kind, byte[] bytes) {
    /** Begins every file. */
    static final long MAGIC = 0x484f4c4446415354L;

    /** Of the file's format; a reader knows those up to its own. */
    static final int VERSION = 1;

    /** What a frame can be; the numbers are for ever. */
    enum Kind {
        /** Whose log it is, and when the backup was begun. */
        REGION(1),
        /** A shard begins. */
        SHARD(2),
        /** A snapshot that counts. */
        SNAPSHOT(3),
        /** A live segment begins. */
        SEGMENT(4),
        COMMIT(5),
        /** A copy of an event for readers. */
        HISTORY(6),
        /** A shard ends: its head at the moment as which it was read, and how much came before. */
        SHARD_END(7),
        /** The file ends: how much there is of it, and a digest of all before. */
        END(8);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Optional<Kind> of(int number) {
            for (Kind each : values()) {
                if (each.number == number) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    /** What a frame's content is made of. */
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** How a frame's content is taken apart. */
    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static Frame of(Kind kind, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Frame(kind, bytes.toByteArray());
    }

    /** @throws IOException when its content is not what its kind has */
    <T> T read(Reading<T> reading) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T value = reading.from(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many in a frame of kind " + kind);
            }
            return value;
        }
    }
}
