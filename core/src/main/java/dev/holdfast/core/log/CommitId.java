package dev.holdfast.core.log;

/**
 * The identity of one head write, fresh for each: by it an owner knows its own commit again.
 *
 * @param owner unique for each acquire that was ever tried
 * @param number of that owner's head writes
 */
public record CommitId(String owner, long number) {
    @Override
    public String toString() {
        return owner + ":" + number;
    }
}
