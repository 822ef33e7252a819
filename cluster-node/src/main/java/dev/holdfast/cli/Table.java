package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows in columns as wide as their widest cell, or as a terminal has room for. */
final class Table {
    private static final String GAP = "  ";
    private static final String CUT = "…";

    /** A column is never cut below this, nor below its header. */
    private static final int SHORTEST = 8;

    private Table() {}

    /**
     * @param room how many characters a line may have, if that can be; cells of the widest columns are cut for it,
     *     except those of the first, which is the name that the person will type
     */
    static <T> List<String> lines(Kind<T> kind, List<T> things, boolean wide, boolean colour, int room) {
        List<List<String>> columns = new ArrayList<>();
        for (Column<T> column : kind.columns()) {
            List<String> cells = things.stream()
                    .map(thing -> OneLine.of(column.cell().apply(thing)))
                    .toList();
            boolean shown = switch (column.presence()) {
                case ALWAYS -> true;
                case WIDE -> wide;
                case IF_ANY -> cells.stream().anyMatch(cell -> !cell.isEmpty());
            };
            if (shown) {
                List<String> all = new ArrayList<>(List.of(column.header()));
                cells.forEach(cell -> all.add(cell.isEmpty() ? "-" : cell));
                columns.add(all);
            }
        }
        List<Integer> widths = fitting(
                columns.stream()
                        .map(cells ->
                                cells.stream().mapToInt(String::length).max().orElse(0))
                        .toList(),
                columns.stream().map(cells -> cells.getFirst().length()).toList(),
                room);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row <= things.size(); row++) {
            lines.add(line(columns, widths, row, colour));
        }
        return lines;
    }

    /** Takes from the widest column, one character after the other, until all fit or none may give any more. */
    private static List<Integer> fitting(List<Integer> wanted, List<Integer> headers, int room) {
        List<Integer> widths = new ArrayList<>(wanted);
        int over = widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (widths.size() - 1) - room;
        while (over > 0) {
            int widest = 0;
            for (int at = 1; at < widths.size(); at++) {
                boolean mayGive = widths.get(at) > Math.max(SHORTEST, headers.get(at));
                if (mayGive && (widest == 0 || widths.get(at) > widths.get(widest))) {
                    widest = at;
                }
            }
            if (widest == 0) {
                return widths;
            }
            widths.set(widest, widths.get(widest) - 1);
            over--;
        }
        return widths;
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - CUT.length()) + CUT;
    }

    private static String line(List<List<String>> columns, List<Integer> widths, int row, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < columns.size(); at++) {
            String cell = cut(columns.get(at).get(row), widths.get(at));
            boolean last = at == columns.size() - 1;
            line.append(colour && row > 0 ? coloured(cell) : cell);
            if (!last) {
                line.repeat(' ', widths.get(at) - cell.length()).append(GAP);
            }
        }
        return line.toString();
    }

    /** A table whose rows come one by one, and whose columns only become wider; all but the wide ones are shown. */
    static final class Running<T> {
        /** So that the next row seldom needs more room than the one before. */
        private static final int NARROWEST = 8;

        private final Kind<T> kind;
        private final boolean wide;
        private final boolean colour;
        private final List<Integer> widths = new ArrayList<>();

        Running(Kind<T> kind, boolean wide, boolean colour) {
            this.kind = kind;
            this.wide = wide;
            this.colour = colour;
            shown().forEach(column ->
                    widths.add(Math.max(NARROWEST, column.header().length())));
        }

        /** Makes room for these, so that their rows stand under each other. */
        void widen(List<T> things) {
            things.forEach(thing -> fit(cells(thing)));
        }

        String header() {
            return line(shown().map(Column::header).toList(), false);
        }

        String row(T thing) {
            List<String> cells = cells(thing);
            fit(cells);
            return line(cells, colour);
        }

        private List<String> cells(T thing) {
            return shown().map(column -> OneLine.of(column.cell().apply(thing)))
                    .map(cell -> cell.isEmpty() ? "-" : cell)
                    .toList();
        }

        private void fit(List<String> cells) {
            for (int at = 0; at < cells.size(); at++) {
                widths.set(at, Math.max(widths.get(at), cells.get(at).length()));
            }
        }

        private String line(List<String> cells, boolean coloured) {
            return Table.line(cells.stream().map(cell -> List.of("", cell)).toList(), widths, 1, coloured);
        }

        private Stream<Column<T>> shown() {
            return kind.columns().stream().filter(column -> wide || column.presence() != Column.Presence.WIDE);
        }
    }

    /** States alone have a colour: what is well, what moves, what failed. */
    private static String coloured(String cell) {
        return switch (cell) {
            case "RUNNING", "UP" -> "\u001b[32m" + cell + "\u001b[0m";
            case "PENDING", "PLACING", "CREATING", "STARTING", "STOPPING", "DELETING", "CORDONED" ->
                "\u001b[33m" + cell + "\u001b[0m";
            case "FAILED" -> "\u001b[31m" + cell + "\u001b[0m";
            default -> cell;
        };
    }
}
