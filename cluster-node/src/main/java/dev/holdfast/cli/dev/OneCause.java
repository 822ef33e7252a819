package dev.holdfast.cli.dev;

/** The innermost reason of a failure, in its own words. */
final class OneCause {
    private OneCause() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
