package dev.holdfast.sim.world;

import dev.holdfast.agent.AgentLife;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEffect;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostRejection;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseKeeper;
import dev.holdfast.core.host.LeaseMachine;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.ShardLog;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.TrackerPolicy;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import dev.holdfast.node.view.RecentChanges;
import java.util.List;
import java.util.Optional;

/**
 * Where production code is put together, so that a planted bug can take the place of one right step. Nothing here is a
 * double: what a seam gives by default is what a node runs.
 */
public class Seams {
    /** The rules of instances. */
    public Resource<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> instances() {
        return new InstanceResource();
    }

    /** The rules of hosts. */
    public Resource<HostState, HostCommand, HostEvent, HostEffect, HostRejection> hosts() {
        return new HostResource();
    }

    /** A shard's log under its would-be owner's name. */
    public LogMachine log(ShardId shard, String owner, LogSettings settings) {
        return LogMachine.of(new ShardLog(shard, owner, 1, settings));
    }

    /** What a follower is told that comes back to a shard from a place; empty when that is not kept any more. */
    public Optional<List<Change<InstanceState>>> since(
            RecentChanges<InstanceState, InstanceEvent> recent, Place place) {
        return recent.since(place, "");
    }

    /** What is on its way from a log to its store. */
    public StoreRequest request(StoreRequest request) {
        return request;
    }

    /** How long an agent's session lasts before it begins anew, so that whatever was lost unnoticed is said again. */
    public long sessionNanos() {
        return 3_000_000_000_000L;
    }

    /** What an agent has its orders on. */
    public AgentLife.Disk disk(AgentLife.Disk disk) {
        return disk;
    }

    /** The leases of the hosts of a shard that was acquired under a term. */
    public LeaseMachine leases(long term, long learnt) {
        return new KeptLeases(new LeaseKeeper(term, learnt));
    }

    /** Whether the watchdog of a host that says it has one does anything. */
    public boolean watchdogLooks() {
        return true;
    }

    /** The bounds of effects and deadlines. */
    public TrackerPolicy tracker() {
        return TrackerPolicy.DEFAULT;
    }
}
