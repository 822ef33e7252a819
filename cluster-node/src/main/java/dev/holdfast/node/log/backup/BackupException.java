package dev.holdfast.node.log.backup;

/** Why a backup was not made or not restored, on one line, with what to try next. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    public BackupException(String line) {
        super(line);
    }

    public BackupException(String line, Throwable cause) {
        super(line, cause);
    }
}
