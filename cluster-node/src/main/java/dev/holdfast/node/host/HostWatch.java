package dev.holdfast.node.host;

import dev.holdfast.core.host.HostState;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.watch.WatchMapping;
import dev.holdfast.node.watch.WatchMessages;
import dev.holdfast.v1.HostChange;
import dev.holdfast.v1.WatchHostsResponse;

/** How a watch of hosts looks. */
record HostWatch(HostMapping mapping) implements WatchMessages<WatchHostsResponse> {
    @Override
    public WatchHostsResponse listed(Object state) {
        return WatchHostsResponse.newBuilder()
                .setListed(mapping.host((HostState.Registered) state, false))
                .build();
    }

    @Override
    public WatchHostsResponse listEnd(String resumeToken) {
        return WatchHostsResponse.newBuilder()
                .setListEnd(WatchMapping.mark(resumeToken))
                .build();
    }

    @Override
    public WatchHostsResponse changed(int shard, Followed.OneChange change, String resumeToken) {
        return WatchHostsResponse.newBuilder()
                .setChange(HostChange.newBuilder()
                        .setKind(WatchMapping.kind(change.kind()))
                        .setHost(mapping.host(
                                (HostState.Registered) change.state().value(), false))
                        .setSequence(change.sequence())
                        .setPosition(WatchMapping.position(shard, change.next()))
                        .setResumeToken(resumeToken))
                .build();
    }

    @Override
    public WatchHostsResponse progress(String resumeToken) {
        return WatchHostsResponse.newBuilder()
                .setProgress(WatchMapping.mark(resumeToken))
                .build();
    }
}
