package dev.holdfast.node.instance;

import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.watch.WatchMapping;
import dev.holdfast.node.watch.WatchMessages;
import dev.holdfast.v1.InstanceChange;
import dev.holdfast.v1.WatchInstancesResponse;

/** How a watch of instances looks. */
record InstanceWatch(InstanceMapping mapping) implements WatchMessages<WatchInstancesResponse> {
    @Override
    public WatchInstancesResponse listed(Object state) {
        return WatchInstancesResponse.newBuilder()
                .setListed(mapping.instance((InstanceState.Living) state))
                .build();
    }

    @Override
    public WatchInstancesResponse listEnd(String resumeToken) {
        return WatchInstancesResponse.newBuilder()
                .setListEnd(WatchMapping.mark(resumeToken))
                .build();
    }

    @Override
    public WatchInstancesResponse changed(int shard, Followed.OneChange change, String resumeToken) {
        return WatchInstancesResponse.newBuilder()
                .setChange(InstanceChange.newBuilder()
                        .setKind(WatchMapping.kind(change.kind()))
                        .setInstance(mapping.instance(
                                (InstanceState.Living) change.state().value()))
                        .setSequence(change.sequence())
                        .setPosition(WatchMapping.position(shard, change.next()))
                        .setResumeToken(resumeToken))
                .build();
    }

    @Override
    public WatchInstancesResponse progress(String resumeToken) {
        return WatchInstancesResponse.newBuilder()
                .setProgress(WatchMapping.mark(resumeToken))
                .build();
    }
}
