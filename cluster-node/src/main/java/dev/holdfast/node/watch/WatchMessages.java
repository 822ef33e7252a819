package dev.holdfast.node.watch;

import dev.holdfast.node.resource.Followed;

/**
 * How a watch of one kind of resource looks in the interface.
 *
 * @param <A> the messages of its stream
 */
public interface WatchMessages<A> {
    /** One of those that there are. */
    A listed(Object state);

    /** That was all there is. */
    A listEnd(String resumeToken);

    /** Something has happened. */
    A changed(int shard, Followed.OneChange change, String resumeToken);

    /** Everything up to here was told. */
    A progress(String resumeToken);
}
