package dev.holdfast.node.log;

/** The log cannot serve this now; nothing was done. Rejections of the journal plugin carry one of these. */
public final class LogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LogUnavailableException(String why) {
        super(why, null, false, false);
    }
}
