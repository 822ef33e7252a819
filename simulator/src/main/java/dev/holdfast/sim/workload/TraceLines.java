package dev.holdfast.sim.workload;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads the rows of one trace in order, plain or compressed with gzip, and holds them to the rules that span rows:
 * arrivals never go back, and a batch is whole and in one bin.
 */
final class TraceLines implements AutoCloseable {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final Path file;
    private final BufferedReader reader;
    private long line = 1;
    private Optional<TraceRow> previous = Optional.empty();

    private TraceLines(Path file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** @throws TraceException if there is no such file, it cannot be read, or it does not start with the header */
    static TraceLines open(Path file) {
        try {
            InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
            try {
                InputStream text = compressed(bytes) ? new GZIPInputStream(bytes) : bytes;
                TraceLines lines =
                        new TraceLines(file, new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8)));
                lines.requireHeader();
                return lines;
            } catch (IOException | TraceException unusable) {
                bytes.close();
                throw unusable;
            }
        } catch (NoSuchFileException absent) {
            throw TraceException.unreadable(file, "there is no such file", absent);
        } catch (IOException broken) {
            throw TraceException.unreadable(file, "cannot be read: " + broken.getMessage(), broken);
        }
    }

    /** By its first bytes, since a file may have been renamed. */
    private static boolean compressed(InputStream bytes) throws IOException {
        bytes.mark(2);
        boolean gzip = bytes.read() == GZIP_FIRST && bytes.read() == GZIP_SECOND;
        bytes.reset();
        return gzip;
    }

    private void requireHeader() throws IOException {
        String header = Optional.ofNullable(reader.readLine()).orElse("");
        if (!header.equals(TraceRow.HEADER)) {
            throw TraceException.badLine(
                    file, line, "the header must be '" + TraceRow.HEADER + "', was '" + header + "'");
        }
    }

    /**
     * The next row; empty at the end.
     *
     * @throws TraceException naming line, column and rule
     */
    Optional<TraceRow> next() {
        Optional<TraceRow> row = read().map(text -> TraceRow.parse(file, line, text));
        row.ifPresent(each -> {
            previous.ifPresent(before -> requireOrder(before, each));
            previous = row;
        });
        return row;
    }

    private Optional<String> read() {
        line++;
        try {
            return Optional.ofNullable(reader.readLine());
        } catch (IOException broken) {
            throw TraceException.unreadable(file, "line " + line + " cannot be read: " + broken.getMessage(), broken);
        }
    }

    private void requireOrder(TraceRow before, TraceRow row) {
        if (row.arrivalS() < before.arrivalS()) {
            throw TraceException.badValue(
                    file,
                    line,
                    "arrival_s",
                    "at least that of the line before (" + before.arrivalS() + ")",
                    Long.toString(row.arrivalS()));
        }
        if (row.batch() < before.batch()) {
            throw TraceException.badValue(
                    file,
                    line,
                    "batch",
                    "at least that of the line before (" + before.batch() + ")",
                    Long.toString(row.batch()));
        }
        if (row.batch() == before.batch() && row.arrivalS() != before.arrivalS()) {
            throw TraceException.badValue(
                    file,
                    line,
                    "arrival_s",
                    "that of the other instances of batch " + row.batch() + " (" + before.arrivalS() + ")",
                    Long.toString(row.arrivalS()));
        }
    }

    /** For rules that only the caller can check. */
    TraceException broken(String rule) {
        return TraceException.badLine(file, line, rule);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException broken) {
            throw TraceException.unreadable(file, "cannot be closed: " + broken.getMessage(), broken);
        }
    }
}
