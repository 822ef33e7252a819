package dev.holdfast.cli;

import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How far a command has come, on stderr. Where a person watches, one line rewrites itself; elsewhere there is at most
 * one line a second, and only when something changed. May be told from many threads.
 */
public final class Progress implements AutoCloseable {
    private static final long PERSON_NANOS = 100_000_000L;
    private static final long FILE_NANOS = 1_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private final boolean rewrites;
    private String shown = "";
    private String latest = "";
    private boolean anything;
    private long shownAt;

    public static Progress on(Terminal terminal) {
        return new Progress(terminal, System::nanoTime);
    }

    Progress(Terminal terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.rewrites =
                terminal.liveErr() && !terminal.environment("TERM").orElse("").equals("dumb");
    }

    /** Counts in the map's order, as in {@code creating 50: 12 PLACING, 38 DONE}. Zeros are left out. */
    public void counts(String what, Map<String, Integer> byPhase) {
        String counts = byPhase.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        line(what + ": " + counts);
    }

    /** What is true now; shown when the last showing is long enough ago. */
    public synchronized void line(String text) {
        latest = OneLine.of(text);
        long now = nanoTime.getAsLong();
        if (!anything || now - shownAt >= (rewrites ? PERSON_NANOS : FILE_NANOS)) {
            show(now);
        }
    }

    /** What nobody must miss; shown at once, and stays. */
    public synchronized void milestone(String text) {
        if (rewrites && anything) {
            terminal.err().print(CLEAR_LINE);
        }
        terminal.say(text);
    }

    /** Shows what came last, if it was not shown, and leaves the cursor on a fresh line. */
    @Override
    public synchronized void close() {
        if (rewrites) {
            if (anything) {
                terminal.err().print(CLEAR_LINE);
                terminal.err().flush();
            }
        } else if (!latest.equals(shown)) {
            show(nanoTime.getAsLong());
        }
    }

    private void show(long now) {
        if (latest.equals(shown)) {
            return;
        }
        if (rewrites) {
            terminal.err().print(CLEAR_LINE + "holdfast: " + latest);
            terminal.err().flush();
        } else {
            terminal.say(latest);
        }
        shown = latest;
        shownAt = now;
        anything = true;
    }
}
