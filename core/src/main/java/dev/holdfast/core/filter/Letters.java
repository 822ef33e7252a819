package dev.holdfast.core.filter;

import java.util.function.Supplier;

/** What a person wrote, read from left to right. */
final class Letters {
    /** Ends a reading; never leaves {@link #read}. */
    private static final class Misreading extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int column;
        private final String expected;

        private Misreading(int column, String expected) {
            super(expected, null, false, false);
            this.column = column;
            this.expected = expected;
        }
    }

    private final String text;
    private int at;

    Letters(String text) {
        this.text = text;
    }

    static <T> Reading<T> read(Supplier<T> reader) {
        try {
            return new Reading.Understood<>(reader.get());
        } catch (Misreading misread) {
            return new Reading.Misread<>(misread.column + 1, misread.expected);
        }
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        skipBlanks();
        return at == text.length();
    }

    /** Takes what comes next, if it is this. */
    boolean take(String sign) {
        skipBlanks();
        boolean there = text.startsWith(sign, at);
        at += there ? sign.length() : 0;
        return there;
    }

    /** Takes the next word, if it is this one and not only begins like it. */
    boolean takeWord(String word) {
        skipBlanks();
        int end = at + word.length();
        boolean there = text.startsWith(word, at) && (end == text.length() || !isWordLetter(text.charAt(end)));
        at += there ? word.length() : 0;
        return there;
    }

    /** Letters, digits and what may stand inside of names; empty when something else comes next. */
    String word() {
        skipBlanks();
        int begin = at;
        while (at < text.length() && isWordLetter(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    boolean quoteComes() {
        skipBlanks();
        return at < text.length() && isQuote(text.charAt(at));
    }

    /** What stands between quotes of one kind; a backslash takes what follows as it is. */
    String quoted() {
        int begin = at;
        char quote = text.charAt(at++);
        StringBuilder inside = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\') {
                at++;
                if (at == text.length()) {
                    break;
                }
            }
            inside.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw fail(begin, "a closing quote for the one that opens here");
        }
        at++;
        return inside.toString();
    }

    /** To be thrown. */
    RuntimeException fail(int where, String expected) {
        return new Misreading(where, expected);
    }

    void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isWordLetter(char c) {
        return Character.isLetterOrDigit(c) || "_-./*+@".indexOf(c) >= 0;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }
}
