package dev.holdfast.core.log;

/** About how many bytes things take in a store; for bounds, not for accounts. */
final class Sizes {
    private static final int ENTRY = 24;
    private static final int COMMIT = 48;

    private Sizes() {}

    static int of(Commit commit) {
        int bytes = COMMIT;
        for (Entry entry : commit.entries()) {
            bytes += of(entry);
        }
        return bytes;
    }

    static int of(Entry entry) {
        return switch (entry) {
            case Entry.Event event ->
                ENTRY + event.id().length() + event.payload().size();
            case Entry.Deletion deletion -> ENTRY + deletion.id().length();
            case Entry.Archive archive -> ENTRY + archive.id().length();
        };
    }
}
