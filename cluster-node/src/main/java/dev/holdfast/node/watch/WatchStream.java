package dev.holdfast.node.watch;

import dev.holdfast.core.shared.ErrorCode;

/** The stream to one watcher, used by its session only. */
interface WatchStream<A> {
    /** Whether what is sent now goes out at once, or near enough. */
    boolean ready();

    void send(A message);

    void end(ErrorCode code, String why);

    /** The watcher has gone. */
    void close();
}
