package dev.holdfast.node.host;

import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.ClaimKey;
import dev.holdfast.core.host.HostClaim;
import dev.holdfast.core.host.HostLife;
import dev.holdfast.core.host.HostSpec;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseStanding;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.v1.Fencing;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostAgent;
import dev.holdfast.v1.HostLease;
import java.util.Optional;
import java.util.TreeMap;

/** How a host stands, as its operators see it. */
final class HostMapping {
    private final RegionNames names;

    HostMapping(RegionNames names) {
        this.names = names;
    }

    static HostSpec spec(Host host) {
        dev.holdfast.v1.Quantities capacity = host.getCapacity();
        return new HostSpec(
                new Quantities(capacity.getCores(), capacity.getMemoryMib(), capacity.getDiskGib(), capacity.getGpus()),
                new FaultDomain(host.getFaultDomain()),
                new TreeMap<>(host.getLabelsMap()));
    }

    Host host(HostState.Registered state, boolean withClaims) {
        HostLife life = state.life();
        Host.Builder host = Host.newBuilder()
                .setName(names.of(life.host()))
                .setUid(life.uid().value())
                .setEtag(life.etag())
                .setCreateTime(ProtoTimes.of(life.createdAt()))
                .setUpdateTime(ProtoTimes.of(life.updatedAt()))
                .setCapacity(quantities(life.spec().capacity()))
                .setFaultDomain(life.spec().faultDomain().value())
                .putAllLabels(life.spec().labels())
                .setState(
                        switch (state) {
                            case HostState.Up _ -> dev.holdfast.v1.HostState.HOST_STATE_UP;
                            case HostState.Cordoned _ -> dev.holdfast.v1.HostState.HOST_STATE_CORDONED;
                            case HostState.Suspect _ -> dev.holdfast.v1.HostState.HOST_STATE_SUSPECT;
                            case HostState.Lost _ -> dev.holdfast.v1.HostState.HOST_STATE_LOST;
                            case HostState.Gone _ -> dev.holdfast.v1.HostState.HOST_STATE_GONE;
                        })
                .setClaimed(quantities(life.claimed()))
                .setClaimCount(life.claims().size());
        life.agent().ifPresent(agent -> host.setAgent(agent(agent)));
        if (withClaims) {
            life.claims().forEach((key, claim) -> host.addClaims(claim(key, claim)));
        }
        return host.build();
    }

    /** What is not known is left out. */
    static Host withLease(Host host, Optional<LeaseStanding> standing) {
        if (standing.isEmpty()) {
            return host;
        }
        HostLease.Builder lease =
                HostLease.newBuilder().setSilence(ProtoTimes.of(standing.get().silence()));
        standing.get().sinceGrant().map(ProtoTimes::of).ifPresent(lease::setSinceGrant);
        standing.get().left().map(ProtoTimes::of).ifPresent(lease::setLeft);
        return host.toBuilder().setLease(lease).build();
    }

    private dev.holdfast.v1.HostClaim claim(ClaimKey key, HostClaim claim) {
        return dev.holdfast.v1.HostClaim.newBuilder()
                .setInstance(names.of(claim.name()))
                .setInstanceUid(key.uid().value())
                .setEpoch(key.epoch().value())
                .setSize(quantities(claim.size()))
                .setWanted(claim.order().map(order -> order.wanted().name()).orElse(""))
                .build();
    }

    private static HostAgent agent(AgentFacts agent) {
        return HostAgent.newBuilder()
                .setDriver(agent.driver())
                .setFencing(
                        switch (agent.fencing()) {
                            case NONE -> Fencing.FENCING_NONE;
                            case WATCHDOG -> Fencing.FENCING_WATCHDOG;
                            case POWER -> Fencing.FENCING_POWER;
                        })
                .setVersion(agent.version())
                .build();
    }

    private static dev.holdfast.v1.Quantities quantities(Quantities size) {
        return dev.holdfast.v1.Quantities.newBuilder()
                .setCores(size.cores())
                .setMemoryMib(size.memoryMib())
                .setDiskGib(size.diskGib())
                .setGpus(size.gpus())
                .build();
    }
}
