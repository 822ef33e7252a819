package dev.holdfast.node.resource;

import dev.holdfast.core.shared.ErrorCode;

/** What everybody who still waits is told when an entity ends: by default, that nothing was done here. */
final class LastWord {
    private Reply reply;

    LastWord(String name) {
        this.reply = new Reply.Refused(ErrorCode.UNAVAILABLE, name + " is not served here any more");
    }

    /** The entity knows better why it ends. */
    void say(Reply better) {
        reply = better;
    }

    Reply reply() {
        return reply;
    }
}
