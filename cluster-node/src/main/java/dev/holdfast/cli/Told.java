package dev.holdfast.cli;

import com.google.protobuf.Message;
import dev.holdfast.v1.ChangeKind;
import java.util.Optional;

/**
 * One message of a watch, of whatever kind of thing.
 *
 * @param what it says
 * @param thing that it is about
 * @param resumeToken with which to go on after it; empty when it has none
 * @param message as it came
 */
public record Told<T>(What what, Optional<T> thing, String resumeToken, Message message) {
    /** What a message of a watch says. */
    public enum What {
        /** It is one of those that there are. */
        LISTED("listed"),
        /** That was all there is. */
        LIST_END(""),
        CREATED("created"),
        CHANGED("changed"),
        DELETED("deleted"),
        /** Everything up to here was told. */
        PROGRESS("");

        private final String word;

        What(String word) {
            this.word = word;
        }

        /** A kind that this client does not know is a change to it. */
        public static What of(ChangeKind kind) {
            return switch (kind) {
                case CHANGE_KIND_CREATED -> CREATED;
                case CHANGE_KIND_DELETED -> DELETED;
                case CHANGE_KIND_CHANGED, CHANGE_KIND_UNSPECIFIED, UNRECOGNIZED -> CHANGED;
            };
        }

        String word() {
            return word;
        }

        boolean isChange() {
            return this == CREATED || this == CHANGED || this == DELETED;
        }
    }
}
