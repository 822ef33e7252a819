package dev.holdfast.core.shared;

/**
 * The one rule for names that people choose: {@code [a-z]([-a-z0-9]{0,61}[a-z0-9])?}, as in a host name of the domain
 * name system, so that every name of ours can become one.
 */
public final class Names {
    /** The rule, as a regular expression and as it is told to people. */
    public static final String RULE = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";

    private static final int LONGEST = 63;

    private Names() {}

    public static boolean isName(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST || !isLetter(text.charAt(0)) || text.charAt(length - 1) == '-') {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    /**
     * The same text, or an {@link IllegalArgumentException} that names the field: bad input was let through the edge.
     */
    static String require(String field, String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException(field + " must match " + RULE + " but is '" + text + "'");
        }
        return text;
    }

    /**
     * The one copy of a text that many others are equal to, such as a host's name in the state of all that is on it: a
     * node holds hundreds of thousands of states, and a copy for each would be most of what they weigh.
     */
    public static String shared(String text) {
        return text.intern();
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
