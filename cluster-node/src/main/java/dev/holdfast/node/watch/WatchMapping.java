package dev.holdfast.node.watch;

import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import dev.holdfast.v1.ChangeKind;
import dev.holdfast.v1.LogPosition;
import dev.holdfast.v1.WatchMark;

/** What watches of all kinds have in common in the interface. */
public final class WatchMapping {
    private WatchMapping() {}

    public static WatchMark mark(String resumeToken) {
        return WatchMark.newBuilder().setResumeToken(resumeToken).build();
    }

    public static ChangeKind kind(Change.Kind kind) {
        return switch (kind) {
            case CREATED -> ChangeKind.CHANGE_KIND_CREATED;
            case CHANGED -> ChangeKind.CHANGE_KIND_CHANGED;
            case DELETED -> ChangeKind.CHANGE_KIND_DELETED;
        };
    }

    /** @param next the place after the change */
    public static LogPosition position(int shard, Place next) {
        return LogPosition.newBuilder()
                .setShard(shard)
                .setPosition(next.position())
                .setIndex(next.index() - 1)
                .build();
    }
}
