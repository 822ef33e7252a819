package dev.holdfast.core.filter;

/** What came of reading what a person wrote. */
public sealed interface Reading<T> {
    record Understood<T>(T meaning) implements Reading<T> {}

    /**
     * @param column where it went wrong; the first letter's is 1
     * @param expected what should have stood there
     */
    record Misread<T>(int column, String expected) implements Reading<T> {
        /** {@code column 9: expected a whole number}. */
        public String sentence() {
            return "column " + column + ": expected " + expected;
        }
    }
}
