package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as their widest cell. */
final class Table {
    private static final String GAP = "  ";

    private Table() {}

    static <T> List<String> lines(Kind<T> kind, List<T> things, boolean wide, boolean colour) {
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
        List<Integer> widths = columns.stream()
                .map(cells -> cells.stream().mapToInt(String::length).max().orElse(0))
                .toList();
        List<String> lines = new ArrayList<>();
        for (int row = 0; row <= things.size(); row++) {
            lines.add(line(columns, widths, row, colour));
        }
        return lines;
    }

    private static String line(List<List<String>> columns, List<Integer> widths, int row, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < columns.size(); at++) {
            String cell = columns.get(at).get(row);
            boolean last = at == columns.size() - 1;
            line.append(colour && row > 0 ? coloured(cell) : cell);
            if (!last) {
                line.repeat(' ', widths.get(at) - cell.length()).append(GAP);
            }
        }
        return line.toString();
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
