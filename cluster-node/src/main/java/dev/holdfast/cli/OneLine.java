package dev.holdfast.cli;

/** Text from elsewhere, fit for one line of ours: nothing in it can break the line or colour the terminal. */
public final class OneLine {
    private OneLine() {}

    public static String of(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    /** As {@link #of}, without the full stop at its end, so that a clause can follow. */
    public static String clause(String text) {
        String line = of(text);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
