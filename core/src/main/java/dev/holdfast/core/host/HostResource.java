package dev.holdfast.core.host;

import dev.holdfast.core.filter.Fields;
import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.shared.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Hosts, as the shell knows every kind of resource. */
public final class HostResource implements Resource<HostState, HostCommand, HostEvent, HostEffect, HostRejection> {
    /** The first half of every host's persistence id. */
    public static final String TYPE = "host";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public HostState unknown(String id, Floor floor) {
        return new HostState.Unregistered(new HostId(id), floor);
    }

    @Override
    public Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
        return HostDecider.decide(state, command, context);
    }

    @Override
    public HostState evolve(HostState state, Recorded<HostEvent> fact) {
        return HostEvolver.evolve(state, fact);
    }

    @Override
    public List<HostEffect> outstanding(HostState state) {
        return switch (state) {
            case HostState.Unregistered _ -> List.of();
            case HostState.Up up -> outstanding(up.life());
            case HostState.Cordoned cordoned -> outstanding(cordoned.life());
            case HostState.Suspect suspect -> outstanding(suspect.life());
            case HostState.Lost lost -> telling(lost.life(), lost::proven);
            case HostState.Gone gone -> telling(gone.life(), _ -> true);
        };
    }

    /** What an agent that is out of reach holds, it is told when it is back. */
    private static List<HostEffect> telling(HostLife life, Predicate<HostClaim> proven) {
        List<HostEffect> owed = new ArrayList<>(2 * life.claims().size());
        life.claims().forEach((key, claim) -> {
            boolean gone = proven.test(claim);
            if (gone || !claim.releasing()) {
                owed.add(new HostEffect.TellHolder(
                        new EffectKey(gone ? "proven" : "silent", key.uid(), key.epoch(), claim.cause()),
                        claim.name(),
                        gone));
            }
            owed.add(new HostEffect.AskHolder(
                    new EffectKey("holder", key.uid(), key.epoch(), claim.cause()), claim.name()));
        });
        return owed;
    }

    private static List<HostEffect> outstanding(HostLife life) {
        List<HostEffect> owed = new ArrayList<>(2 * life.claims().size());
        life.claims().forEach((key, claim) -> {
            claim.order()
                    .ifPresent(order -> owed.add(new HostEffect.Assign(
                            new EffectKey("assign", key.uid(), key.epoch(), order.number()), claim.name(), order)));
            owed.add(new HostEffect.AskHolder(
                    new EffectKey("holder", key.uid(), key.epoch(), claim.cause()), claim.name()));
        });
        return owed;
    }

    /** Silence is counted by whoever keeps the leases of the shard, with clocks that know no dates. */
    @Override
    public Optional<Deadline<HostCommand>> deadline(HostState state) {
        return Optional.empty();
    }

    @Override
    public List<Finding> audit(HostState state) {
        return HostAudit.of(state);
    }

    /** A host's name is kept for ever until hosts can be decommissioned. */
    @Override
    public Optional<Archivable> archivable(HostState state) {
        return Optional.empty();
    }

    /** Nothing that it owes its agent wakes it. */
    @Override
    public boolean restless(HostState state) {
        return switch (state) {
            case HostState.Unregistered _, HostState.Up _, HostState.Cordoned _, HostState.Suspect _ -> false;
            case HostState.Lost lost -> outstanding(lost).stream().anyMatch(Effect::wakes);
            case HostState.Gone gone -> !gone.life().claims().isEmpty();
        };
    }

    @Override
    public boolean heardFromHost(HostCommand command) {
        return command instanceof HostCommand.GreetAgent || command instanceof HostCommand.ReportInstance;
    }

    @Override
    public boolean listed(HostState state) {
        return state instanceof HostState.Registered;
    }

    @Override
    public Fields<HostState> fields() {
        return HostFields.ALL;
    }

    @Override
    public String describe(HostEvent event) {
        return switch (event) {
            case HostEvent.HostRegistered e ->
                "registered with " + e.spec().capacity() + " in fault domain "
                        + e.spec().faultDomain();
            case HostEvent.HostCordoned _ -> "cordoned";
            case HostEvent.HostUncordoned _ -> "uncordoned";
            case HostEvent.RequestSatisfied e -> e.verb().word() + " requested, and so it was already";
            case HostEvent.AgentChanged e ->
                "agent " + e.facts().version() + " with driver " + e.facts().driver() + ", fencing "
                        + e.facts().fencing();
            case HostEvent.ClaimAccepted e -> "holds " + e.size() + " for " + e.name() + ", epoch " + e.epoch();
            case HostEvent.RunOrdered e -> "told to run " + e.uid() + ", epoch " + e.epoch();
            case HostEvent.StopOrdered e ->
                "told to stop " + e.uid() + ", epoch " + e.epoch() + (e.force() ? ", by force" : "");
            case HostEvent.ReleaseOrdered e -> "told to leave nothing of " + e.uid() + " up to epoch " + e.epoch();
            case HostEvent.ClaimFreed e -> "nothing remains of " + e.uid() + " up to epoch " + e.epoch();
            case HostEvent.HostSuspected _ -> "not heard for " + LeaseTerms.SUSPECT_AFTER.toSeconds() + " s, suspected";
            case HostEvent.HostLost _ -> "not heard for " + LeaseTerms.LOST_AFTER.toSeconds() + " s, lost";
            case HostEvent.HostHeard _ -> "heard again";
            case HostEvent.LeaseLapsed _ -> "its last lease is over; what was under it is proven gone";
            case HostEvent.FencingConfirmed e -> "confirmed that nothing runs on it: " + e.reason();
            case HostEvent.HostRevived e -> "back with nothing, as " + e.uid();
        };
    }
}
