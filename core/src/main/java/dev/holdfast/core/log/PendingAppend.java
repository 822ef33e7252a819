package dev.holdfast.core.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An append between its arrival and its answer. */
final class PendingAppend {
    private final long token;
    private final String id;
    private final List<Entry> entries;
    private final List<Optional<Object>> live;
    private final int bytes;
    private final Instant deadline;
    private boolean answered;

    PendingAppend(
            long token, String id, List<Entry> entries, List<Optional<Object>> live, int bytes, Instant deadline) {
        this.token = token;
        this.id = id;
        this.entries = entries;
        this.live = live;
        this.bytes = bytes;
        this.deadline = deadline;
    }

    String id() {
        return id;
    }

    List<Entry> entries() {
        return entries;
    }

    List<Optional<Object>> live() {
        return live;
    }

    int bytes() {
        return bytes;
    }

    boolean overdue(Instant now) {
        return !deadline.isAfter(now);
    }

    Instant deadline() {
        return deadline;
    }

    void appended(Wire wire) {
        answer(wire, new LogOutput.Appended(token));
    }

    void refused(Wire wire, LogOutput.Refusal why, String detail) {
        answer(wire, new LogOutput.AppendRefused(token, why, detail));
    }

    /** Its caller waits no longer; what becomes of it is still found out, for the sake of its id. */
    void unknown(Wire wire) {
        answer(wire, new LogOutput.AppendUnknown(token));
    }

    private void answer(Wire wire, LogOutput output) {
        if (!answered) {
            answered = true;
            wire.emit(output);
        }
    }
}
