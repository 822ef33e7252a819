package dev.holdfast.cli;

import java.util.function.Function;

/**
 * One column of a table.
 *
 * @param header in capitals
 * @param presence when it is shown
 * @param cell the text for a row; empty is shown as a dash
 */
public record Column<T>(String header, Presence presence, Function<T, String> cell) {
    /** When a column is shown. */
    public enum Presence {
        ALWAYS,
        /** With {@code -o wide} only. */
        WIDE,
        /** When any row has something to say in it. */
        IF_ANY
    }

    public static <T> Column<T> always(String header, Function<T, String> cell) {
        return new Column<>(header, Presence.ALWAYS, cell);
    }

    public static <T> Column<T> wide(String header, Function<T, String> cell) {
        return new Column<>(header, Presence.WIDE, cell);
    }

    public static <T> Column<T> ifAny(String header, Function<T, String> cell) {
        return new Column<>(header, Presence.IF_ANY, cell);
    }
}
