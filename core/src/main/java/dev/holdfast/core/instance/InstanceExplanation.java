package dev.holdfast.core.instance;

import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why an instance stands as it does, in sentences for an operator: what its state says of itself. How it came there is
 * in its events.
 *
 * @param standing how it stands, in one sentence
 * @param awaited what others still have to do for it, first what is asked first
 * @param deadline when this state must have been left; empty when it may last, or is held
 * @param hold why it waits for a person or its host past every deadline
 * @param placement why no host could take it when that was last recorded
 * @param seeks what it needs of a host, when it has none and looks for one, or failed to find one
 * @param since the sequence of the request that began what it is doing, or did last
 */
public record InstanceExplanation(
        String standing,
        List<Awaited> awaited,
        Optional<Instant> deadline,
        Optional<Hold> hold,
        Optional<PlacementExplanation> placement,
        Optional<PlacementRequest> seeks,
        long since) {
    /**
     * What somebody still has to do.
     *
     * @param party as events call it: {@code placer}, {@code host:NAME}
     */
    public record Awaited(String party, String what) {}

    public InstanceExplanation {
        awaited = List.copyOf(awaited);
    }

    public static InstanceExplanation of(InstanceState.Living state) {
        Life life = state.life();
        List<Awaited> awaited = new ArrayList<>();
        InstanceObligations.outstanding(state).forEach(effect -> awaited(effect).ifPresent(awaited::add));
        List<Operation> operations = life.operations().all();
        return new InstanceExplanation(
                standing(state),
                awaited,
                InstanceObligations.deadline(state),
                life.hold(),
                recorded(state),
                seeks(state),
                operations.isEmpty() ? life.sequence() : operations.getLast().sequence());
    }

    private static String standing(InstanceState.Living state) {
        return switch (state) {
            case InstanceState.Pending _ -> "It waits for quota.";
            case InstanceState.Placing placing -> placing(placing);
            case InstanceState.Creating creating ->
                "Host " + creating.claim().host() + " holds its capacity and prepares it.";
            case InstanceState.Starting starting -> "Host " + starting.claim().host() + " starts it.";
            case InstanceState.Running running ->
                "It runs on host " + running.claim().host() + ".";
            case InstanceState.Stopping stopping ->
                "Host " + stopping.claim().host() + " stops it"
                        + (stopping.forcedTries() > 0 ? ", by force now." : ", with grace.");
            case InstanceState.Restarting restarting -> restarting(restarting);
            case InstanceState.Disconnected disconnected -> disconnected(disconnected);
            case InstanceState.Healing healing -> healing(healing);
            case InstanceState.Stopped stopped ->
                "It does not run, and keeps its place on host "
                        + stopped.claim().host() + ".";
            case InstanceState.Deallocating deallocating ->
                "Host " + deallocating.claim().host() + " stops it"
                        + (deallocating.forcedTries() > 0 ? ", by force now," : ", with grace,")
                        + " to let go of it then.";
            case InstanceState.Releasing _ -> "It does not run and has left its host, which has yet to confirm that.";
            case InstanceState.Deallocated _ -> "It does not run and has no place; a start looks for one.";
            case InstanceState.Deleting deleting ->
                "It goes away, when "
                        + (deleting.life().departures().size() == 1 ? "its host confirms." : "every host confirms.");
            case InstanceState.Deleted _ -> "It was deleted; nothing of it remains.";
            case InstanceState.Failed failed ->
                "It failed and nothing is tried any more: " + failed.message() + " (" + failed.code() + ").";
        };
    }

    private static String restarting(InstanceState.Restarting state) {
        return switch (state.leg()) {
            case STOPPING ->
                "It is restarted: host " + state.claim().host() + " stops it"
                        + (state.tries() > 0 ? ", by force now." : ", with grace.");
            case STARTING -> "It is restarted: host " + state.claim().host() + " starts it again.";
        };
    }

    private static String placing(InstanceState.Placing state) {
        if (state.asked().isPresent()) {
            return "Host " + state.asked().get().host() + " was chosen and is asked for its capacity.";
        }
        return state.life().departures().isEmpty()
                ? "It looks for a host."
                : "It looks for a host as soon as those it left confirm that nothing of it remains there.";
    }

    private static String disconnected(InstanceState.Disconnected state) {
        String standing = "Nothing is heard of host " + state.claim().host() + ", on which it was "
                + state.before().label() + "; whether it runs there is not known.";
        if (state.life().hold().isPresent()) {
            return standing + " It is started nowhere else before its host, or a person, says that it is gone.";
        }
        return standing
                + (state.life().spec().healing() == HealingPolicy.AVAILABLE
                        ? " If the host stays silent it is started elsewhere, certain or not."
                        : " It is started elsewhere when it is certain that it is gone.");
    }

    private static String healing(InstanceState.Healing state) {
        if (state.asked().isPresent()) {
            return "It left a host that was lost; host " + state.asked().get().host()
                    + " was chosen and is asked for its capacity.";
        }
        return state.mayChoose()
                ? "It left a host that was lost and looks for another."
                : "It looks for another host as soon as the one it left is confirmed to have nothing of it.";
    }

    private static Optional<PlacementExplanation> recorded(InstanceState.Living state) {
        return state instanceof InstanceState.Seeking seeking ? seeking.explanation() : Optional.empty();
    }

    private static Optional<PlacementRequest> seeks(InstanceState.Living state) {
        if (state instanceof InstanceState.Seeking seeking && seeking.asked().isEmpty()) {
            return Optional.of(request(seeking.life(), seeking.attempts()));
        }
        return state instanceof InstanceState.Failed failed
                ? Optional.of(request(failed.life(), Attempts.NONE))
                : Optional.empty();
    }

    private static PlacementRequest request(Life life, Attempts attempts) {
        InstanceSpec spec = life.spec();
        return new PlacementRequest(life.uid(), spec.size(), spec.spreadKey(), spec.constraints(), attempts.avoided());
    }

    /** A question only repeats what is awaited already, in case that a report was lost. */
    private static Optional<Awaited> awaited(InstanceEffect effect) {
        return switch (effect) {
            case InstanceEffect.ChooseHost choose ->
                Optional.of(new Awaited(
                        "placer", "to find a host with " + choose.request().size() + " free"));
            case InstanceEffect.ClaimCapacity claim ->
                Optional.of(host(claim.host().value(), "to hold its capacity, epoch " + claim.epoch()));
            case InstanceEffect.RunOnHost run ->
                Optional.of(host(run.host().value(), "to report it running, epoch " + run.epoch()));
            case InstanceEffect.StopOnHost stop ->
                Optional.of(host(
                        stop.host().value(),
                        "to report it stopped, epoch " + stop.epoch() + (stop.force() ? ", by force" : "")));
            case InstanceEffect.ReleaseClaim release ->
                Optional.of(host(
                        release.host().value(),
                        "to confirm that nothing of epoch " + release.epoch() + " remains there"));
            case InstanceEffect.QueryHost _ -> Optional.empty();
        };
    }

    private static Awaited host(String host, String what) {
        return new Awaited("host:" + host, what);
    }
}
