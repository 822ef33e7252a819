package dev.holdfast.node.host;

import dev.holdfast.core.host.LeaseStanding;
import dev.holdfast.core.shared.HostId;

/** To the owner of a host's shard: how does its lease stand? Answered by a {@link LeaseStanding}. */
record LeaseQuestion(HostId host) {}
