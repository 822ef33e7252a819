package dev.holdfast.node.codec;

import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostSpec;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.HostVerb;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.Hold;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.instance.SpecChange;
import dev.holdfast.core.instance.Verb;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRule;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One of everything that is written or sent, with something in every field. */
final class WireSamples {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final InstanceName WEB = new InstanceName("shop", "web-1");
    private static final Uid UID = new Uid("life-0");
    private static final HostId HOST = new HostId("host-1");
    private static final Uid HOST_UID = new Uid("host-uid");
    private static final Epoch ONE = new Epoch(1);
    private static final Optional<RequestId> REQUEST = Optional.of(new RequestId("request-1"));
    private static final Quantities SIZE = new Quantities(2, 4_096, 20, 1);
    private static final InstanceSpec SPEC = new InstanceSpec(
            SIZE,
            "debian-12",
            List.of("/bin/serve", "--port", "80"),
            "#cloud-config",
            new TreeMap<>(Map.of("role", "web")),
            new TreeMap<>(Map.of("tier", "front")),
            Optional.of(new SpreadKey("shop", "web")),
            new PlacementConstraints(Optional.of(new FaultDomain("rack-a")), new TreeMap<>(Map.of("disk", "ssd"))),
            Duration.ofSeconds(90),
            Duration.ofMinutes(5),
            OnSilence.KEEP,
            HealingPolicy.CONSISTENT);
    private static final PlacementExplanation EXPLANATION =
            new PlacementExplanation(3, new TreeMap<>(Map.of(PlacementRule.CORES, 2, PlacementRule.CORDONED, 1)));
    private static final SpecChange CHANGE = new SpecChange(
            Optional.of(new TreeMap<>(Map.of("role", "api"))),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(30)),
            Optional.empty());
    private static final HostSpec HOST_SPEC = new HostSpec(
            new Quantities(64, 262_144, 4_000, 8), new FaultDomain("rack-a"), new TreeMap<>(Map.of("disk", "ssd")));
    private static final AgentFacts AGENT = new AgentFacts("simulated", Fencing.WATCHDOG, "1.0");
    private static final Workload WORKLOAD = new Workload(
            SIZE,
            "debian-12",
            List.of("/bin/serve"),
            "data",
            new TreeMap<>(Map.of("k", "v")),
            Duration.ofSeconds(90),
            OnSilence.KEEP);
    private static final Resident RESIDENT =
            new Resident(UID, ONE, 5, 9, Resident.Sight.RUNNING, Optional.of("it could not"));

    private WireSamples() {}

    static List<Object> events() {
        return List.of(
                new InstanceEvent.InstanceRequested(WEB, UID, SPEC, new Epoch(3), REQUEST),
                new InstanceEvent.QuotaGranted(),
                new InstanceEvent.InstancePlaced(HOST, HOST_UID, new FaultDomain("rack-a"), ONE, true),
                new InstanceEvent.PlacementDeferred(EXPLANATION),
                new InstanceEvent.InstanceClaimed(),
                new InstanceEvent.ClaimRefused(ErrorCode.HOST_FULL, "full"),
                new InstanceEvent.ReleaseConfirmed(UID, HOST, ONE),
                new InstanceEvent.InstanceCreated(11),
                new InstanceEvent.InstanceStarted(12),
                new InstanceEvent.CreationRetried("no image"),
                new InstanceEvent.CreationAbandoned("no image"),
                new InstanceEvent.InstanceFailed(ErrorCode.CREATE_FAILED, "no image"),
                new InstanceEvent.StartRequested(REQUEST),
                new InstanceEvent.StartFailed("no memory"),
                new InstanceEvent.ClaimLost("gone"),
                new InstanceEvent.StopRequested(Optional.empty()),
                new InstanceEvent.StopForced(),
                new InstanceEvent.InstanceStopped(true, 13),
                new InstanceEvent.StopFailed("stuck", 14),
                new InstanceEvent.DeletionRequested(REQUEST),
                new InstanceEvent.DeletionRetried(),
                new InstanceEvent.InstanceDeleted(),
                new InstanceEvent.InstanceHeld(Hold.Reason.STOP_UNCONFIRMED),
                new InstanceEvent.OperationSatisfied(Verb.STOP, REQUEST),
                new InstanceEvent.DriftObserved(ObservedPower.RUNNING, 15),
                new InstanceEvent.RestartRequested(REQUEST),
                new InstanceEvent.RestartRetried("no memory"),
                new InstanceEvent.DeallocationRequested(REQUEST),
                new InstanceEvent.DeallocationRetried(),
                new InstanceEvent.InstanceDeallocated(),
                new InstanceEvent.StartAbandoned(ErrorCode.NO_CAPACITY, "full"),
                new InstanceEvent.InstanceUpdated(CHANGE, REQUEST),
                new InstanceEvent.InstanceDisconnected(),
                new InstanceEvent.InstanceReconnected(),
                new InstanceEvent.HealingBegun(true),
                new InstanceEvent.PlaceLost(),
                new InstanceEvent.HealingRetried(),
                new HostEvent.HostSuspected(),
                new HostEvent.HostLost(),
                new HostEvent.HostHeard(),
                new HostEvent.LeaseLapsed(),
                new HostEvent.FencingConfirmed("pulled the plug", REQUEST),
                new HostEvent.HostRevived(HOST_UID),
                new HostEvent.HostRegistered(HOST, HOST_UID, HOST_SPEC, REQUEST),
                new HostEvent.HostCordoned(REQUEST),
                new HostEvent.HostUncordoned(Optional.empty()),
                new HostEvent.RequestSatisfied(HostVerb.CORDON, REQUEST),
                new HostEvent.AgentChanged(AGENT),
                new HostEvent.ClaimAccepted(WEB, UID, ONE, 3, SIZE, Optional.of(new SpreadKey("shop", "web"))),
                new HostEvent.RunOrdered(UID, ONE, 5, WORKLOAD),
                new HostEvent.StopOrdered(UID, ONE, 7, true),
                new HostEvent.ReleaseOrdered(UID, ONE, 8),
                new HostEvent.ClaimFreed(UID, ONE));
    }

    static List<Object> commands() {
        Request request = new Request(REQUEST, Optional.of("a1"));
        return List.of(
                new InstanceCommand.CreateInstance(WEB, SPEC, request),
                new InstanceCommand.StartInstance(request),
                new InstanceCommand.StopInstance(Request.PLAIN),
                new InstanceCommand.DeleteInstance(request),
                new InstanceCommand.RestartInstance(request),
                new InstanceCommand.DeallocateInstance(request),
                new InstanceCommand.UpdateInstance(CHANGE, request),
                new InstanceCommand.PlaceInstance(UID, HOST, HOST_UID, new FaultDomain("rack-a"), true),
                new InstanceCommand.ReportNoCapacity(UID, EXPLANATION),
                new InstanceCommand.ConfirmClaim(UID, HOST, ONE),
                new InstanceCommand.RefuseClaim(UID, HOST, ONE, ErrorCode.HOST_FULL, "full"),
                new InstanceCommand.ConfirmRelease(UID, HOST, ONE),
                new InstanceCommand.ObserveInstance(
                        UID, HOST, ONE, 5, 9, ObservedPower.STOPPED, Optional.of("it could not")),
                new InstanceCommand.ConfirmHolding(UID, HOST, ONE),
                new InstanceCommand.HostSilent(UID, HOST, ONE),
                new InstanceCommand.HostProven(UID, HOST, ONE),
                new InstanceCommand.ExpireDeadline(),
                new HostCommand.ConfirmFenced("pulled the plug", request),
                new HostCommand.NoteSilence(Duration.ofSeconds(11)),
                new HostCommand.NoteHeard(),
                new HostCommand.ProveLapsed(9),
                new HostCommand.RegisterHost(HOST, HOST_SPEC, request),
                new HostCommand.CordonHost(request),
                new HostCommand.UncordonHost(Request.PLAIN),
                new HostCommand.ClaimCapacity(HOST_UID, WEB, UID, ONE, 3, SIZE, Optional.empty(), AT),
                new HostCommand.RunInstance(HOST_UID, WEB, UID, ONE, 5, WORKLOAD, AT),
                new HostCommand.StopInstance(HOST_UID, WEB, UID, ONE, 7, true),
                new HostCommand.ReleaseClaim(HOST_UID, WEB, UID, ONE, 8),
                new HostCommand.QueryInstance(HOST_UID, WEB, UID, ONE),
                new HostCommand.DisownClaim(UID, ONE),
                new HostCommand.GreetAgent(AGENT, List.of(RESIDENT)),
                new HostCommand.ReportInstance(RESIDENT));
    }

    /** States of every kind, each made by facts, so that none is a shape that cannot come about. */
    static List<Object> states() {
        List<Object> states = new ArrayList<>();
        states.add(new InstanceState.Absent(WEB, new Floor(4, ONE)));
        List<InstanceEvent> toRunning = List.of(
                new InstanceEvent.InstanceRequested(WEB, UID, SPEC, Epoch.NONE, REQUEST),
                new InstanceEvent.QuotaGranted(),
                new InstanceEvent.InstancePlaced(HOST, HOST_UID, new FaultDomain("rack-a"), ONE, true),
                new InstanceEvent.InstanceClaimed(),
                new InstanceEvent.InstanceCreated(11),
                new InstanceEvent.InstanceStarted(12));
        InstanceState state = new InstanceState.Absent(WEB, Floor.NONE);
        InstanceState placing = state;
        for (InstanceEvent event : toRunning) {
            state = after(state, event);
            states.add(state);
            if (event instanceof InstanceEvent.QuotaGranted) {
                placing = after(state, new InstanceEvent.PlacementDeferred(EXPLANATION));
            }
        }
        states.add(after(state, new InstanceEvent.RestartRequested(REQUEST)));
        InstanceState disconnected = after(state, new InstanceEvent.InstanceDisconnected());
        states.add(disconnected);
        states.add(after(disconnected, new InstanceEvent.HealingBegun(true)));
        InstanceState deallocating = after(state, new InstanceEvent.DeallocationRequested(REQUEST));
        states.add(deallocating);
        InstanceState releasing = after(deallocating, new InstanceEvent.InstanceStopped(true, 13));
        states.add(releasing);
        states.add(after(
                after(releasing, new InstanceEvent.ReleaseConfirmed(UID, HOST, ONE)),
                new InstanceEvent.InstanceDeallocated()));
        InstanceState stopping = after(state, new InstanceEvent.StopRequested(Optional.empty()));
        states.add(stopping);
        states.add(after(stopping, new InstanceEvent.InstanceStopped(true, 13)));
        InstanceState deleting = after(
                after(stopping, new InstanceEvent.DeletionRequested(REQUEST)),
                new InstanceEvent.InstanceHeld(Hold.Reason.DELETE_UNCONFIRMED));
        states.add(deleting);
        states.add(after(
                after(deleting, new InstanceEvent.ReleaseConfirmed(UID, HOST, ONE)),
                new InstanceEvent.InstanceDeleted()));
        states.add(after(placing, new InstanceEvent.InstanceFailed(ErrorCode.NO_CAPACITY, "full")));
        hosts(states);
        return states.stream()
                .collect(java.util.stream.Collectors.toMap(
                        Object::getClass, each -> each, (_, later) -> later, java.util.LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private static void hosts(List<Object> states) {
        HostResource hosts = new HostResource();
        HostState host = new HostState.Unregistered(HOST, new Floor(4, ONE));
        states.add(host);
        host = new HostState.Unregistered(HOST, Floor.NONE);
        for (HostEvent event : List.of(
                new HostEvent.HostRegistered(HOST, HOST_UID, HOST_SPEC, REQUEST),
                new HostEvent.AgentChanged(AGENT),
                new HostEvent.ClaimAccepted(WEB, UID, ONE, 3, SIZE, Optional.of(new SpreadKey("shop", "web"))),
                new HostEvent.RunOrdered(UID, ONE, 5, WORKLOAD),
                new HostEvent.ClaimFreed(new Uid("other"), ONE),
                new HostEvent.HostCordoned(REQUEST),
                new HostEvent.HostSuspected(),
                new HostEvent.HostLost(),
                new HostEvent.FencingConfirmed("pulled the plug", REQUEST))) {
            host = hosts.evolve(host, new Recorded<>(host.sequence() + 1, AT, Party.PLACER, event));
            states.add(host);
        }
    }

    private static InstanceState after(InstanceState state, InstanceEvent event) {
        return new InstanceResource().evolve(state, new Recorded<>(state.sequence() + 1, AT, Party.PLACER, event));
    }
}
