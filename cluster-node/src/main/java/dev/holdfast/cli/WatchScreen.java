package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows what a watch tells: on a person's terminal a table that is painted over, elsewhere a line for each thing. May
 * be told from one thread while another paints.
 */
abstract class WatchScreen<T> implements AutoCloseable {
    private final Terminal terminal;

    private WatchScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    static <T> WatchScreen<T> on(Terminal terminal, OutputOptions.Format format, Supplier<Kind<T>> kind) {
        return switch (format) {
            case table, wide -> {
                boolean wide = format == OutputOptions.Format.wide;
                yield terminal.repaintsOut() ? new Live<>(terminal, kind, wide) : new Rows<>(terminal, kind, wide);
            }
            case json, yaml, name -> new Lines<>(terminal, format, kind);
        };
    }

    abstract void show(Told<T> told);

    /** All there is will be told again. */
    void beginAnew() {}

    /** Tells the person something. */
    void say(String line) {
        terminal.say(line);
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    public void close() {
        terminal.flush();
    }

    /** For programs: each message on a line of its own. */
    private static final class Lines<T> extends WatchScreen<T> {
        private final OutputOptions.Format format;
        private final Supplier<Kind<T>> kind;

        private Lines(Terminal terminal, OutputOptions.Format format, Supplier<Kind<T>> kind) {
            super(terminal);
            this.format = format;
            this.kind = kind;
        }

        @Override
        void show(Told<T> told) {
            if (format == OutputOptions.Format.name) {
                told.thing().ifPresent(thing -> terminal().print(kind.get().id().apply(thing)));
            } else if (told.what() != Told.What.PROGRESS && format == OutputOptions.Format.json) {
                terminal().print(Trees.jsonLine(Trees.of(told.message())));
            } else if (told.what() != Told.What.PROGRESS) {
                terminal().print("---\n" + Trees.yaml(Trees.of(told.message())).stripTrailing());
            }
            terminal().flush();
        }
    }

    /** For people, in a file or a pipe: a row for each thing that is there, and for each change. */
    private static final class Rows<T> extends WatchScreen<T> {
        private final Table.Running<Told<T>> table;
        private final List<Told<T>> listed = new ArrayList<>();
        private boolean begun;

        private Rows(Terminal terminal, Supplier<Kind<T>> kind, boolean wide) {
            super(terminal);
            this.table = new Table.Running<>(told(kind), wide, terminal.colourOnOut());
        }

        @Override
        void show(Told<T> told) {
            switch (told.what()) {
                case LISTED -> listed.add(told);
                case LIST_END -> {
                    begin();
                    listed.forEach(each -> terminal().print(table.row(each)));
                    listed.clear();
                }
                case CREATED, CHANGED, DELETED -> {
                    begin();
                    terminal().print(table.row(told));
                }
                case PROGRESS -> {}
            }
            terminal().flush();
        }

        @Override
        void beginAnew() {
            listed.clear();
        }

        private void begin() {
            if (!begun) {
                begun = true;
                table.widen(listed);
                terminal().print(table.header());
            }
        }

        private static <T> Kind<Told<T>> told(Supplier<Kind<T>> kind) {
            List<Column<Told<T>>> columns = new ArrayList<>();
            columns.add(Column.always("CHANGE", told -> told.what().word()));
            List<Column<T>> own = kind.get().columns();
            for (int at = 0; at < own.size(); at++) {
                int each = at;
                columns.add(new Column<>(
                        own.get(at).header(),
                        own.get(at).presence(),
                        told -> told.thing()
                                .map(thing ->
                                        kind.get().columns().get(each).cell().apply(thing))
                                .orElse("")));
            }
            return new Kind<>(
                    kind.get().plural(),
                    told -> told.thing().map(kind.get().id()).orElse(""),
                    told -> Trees.of(told.message()),
                    columns);
        }
    }

    /** For a person who looks on: all there is, painted again when it has changed, a few times a second at most. */
    private static final class Live<T> extends WatchScreen<T> {
        private static final long PAINT_MILLIS = 100;
        private static final String ESCAPE = "\u001b[";

        private final Supplier<Kind<T>> kind;
        private final boolean wide;
        private final TreeMap<String, T> things = new TreeMap<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private boolean whole;
        private boolean stale;
        private int painted;

        private Live(Terminal terminal, Supplier<Kind<T>> kind, boolean wide) {
            super(terminal);
            this.kind = kind;
            this.wide = wide;
            Thread.ofVirtual().start(this::paintUntilOver);
        }

        @Override
        synchronized void show(Told<T> told) {
            switch (told.what()) {
                case LISTED, CREATED, CHANGED -> told.thing().ifPresent(thing -> things.put(id(thing), thing));
                case DELETED -> told.thing().ifPresent(thing -> things.remove(id(thing)));
                case LIST_END -> whole = true;
                case PROGRESS -> {
                    return;
                }
            }
            stale = true;
        }

        @Override
        synchronized void beginAnew() {
            things.clear();
            whole = false;
        }

        @Override
        synchronized void say(String line) {
            paintIfStale();
            super.say(line);
            // What was painted stays where it is, above what was said.
            painted = 0;
        }

        @Override
        public void close() {
            // Whoever paints at this moment is waited for by the lock, and paints no more after that.
            over.countDown();
            paintIfStale();
            super.close();
        }

        private void paintUntilOver() {
            try {
                while (!over.await(PAINT_MILLIS, TimeUnit.MILLISECONDS)) {
                    paintIfStale();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void paintIfStale() {
            if (!stale || !whole) {
                return;
            }
            stale = false;
            List<String> lines = new ArrayList<>(Table.lines(
                    kind.get(),
                    List.copyOf(things.values()),
                    wide,
                    terminal().colourOnOut(),
                    terminal().roomOnOut()));
            int room = terminal().linesOfOut() - 2;
            if (lines.size() > room) {
                int hidden = lines.size() - room;
                lines.subList(room, lines.size()).clear();
                lines.add("and " + hidden + " more");
            }
            StringBuilder paint = new StringBuilder();
            if (painted > 0) {
                paint.append(ESCAPE).append(painted).append('A').append(ESCAPE).append('J');
            }
            // A line that is longer than the terminal is wide is cut, lest the lines be miscounted.
            paint.append(ESCAPE).append("?7l");
            lines.forEach(line -> paint.append(line).append('\n'));
            paint.append(ESCAPE).append("?7h");
            terminal().out().print(paint);
            terminal().flush();
            painted = lines.size();
        }

        private String id(T thing) {
            return kind.get().id().apply(thing);
        }
    }
}
