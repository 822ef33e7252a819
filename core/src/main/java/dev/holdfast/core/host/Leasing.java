package dev.holdfast.core.host;

import dev.holdfast.core.shared.HostId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the owner of a shard of hosts does about their leases: brings the lease machine what happens, carries out its
 * steps, and knows through whom each host's agent asked last. One for each ownership, on one thread; a node and a
 * simulation run this very class.
 *
 * @param <P> through whom an agent speaks
 */
public final class Leasing<P> {
    /** The owner's surroundings. */
    public interface Owner<P> {
        /** Its own clock, in nanoseconds. */
        long elapsed();

        /** Asks the log for a proof of ownership that begins after this call, and answers later whether it passed. */
        void prove(Consumer<Boolean> answer);

        void grant(P partner, LeaseGrant grant);

        /** The agent has to begin another session, with all that is there. */
        void endSession(P partner);

        /** The command goes to the host's entity, asleep or not. */
        void give(HostId host, HostCommand command);
    }

    private final LeaseMachine machine;
    private final Owner<P> owner;
    private final Map<HostId, P> partners = new TreeMap<>();

    public Leasing(LeaseMachine machine, Owner<P> owner) {
        this.machine = machine;
        this.owner = owner;
    }

    /** How a host stands, as the log has it; said of every host at the beginning, and after every commit about it. */
    public void shown(HostState state) {
        machine.shown(state, owner.elapsed());
    }

    /** A host's agent was heard, and did not ask for its lease. */
    public void heard(HostId host) {
        machine.heard(host, owner.elapsed());
    }

    /** A host's agent has a session and asks for no lease; said every {@link LeaseTerms#RENEW_EVERY}. */
    public void present(HostId host) {
        machine.present(host, owner.elapsed());
        takeSteps();
    }

    /** A host's agent asks for its lease anew. */
    public void renewed(HostId host, LeaseRenewal renewal, P from) {
        partners.put(host, from);
        machine.renewed(host, renewal, owner.elapsed());
        takeSteps();
    }

    /** To be called every {@link LeaseKeeper#TICK}. */
    public void tick() {
        machine.tick(owner.elapsed());
        takeSteps();
    }

    private void takeSteps() {
        for (LeaseKeeper.Step step : machine.drain()) {
            switch (step) {
                case LeaseKeeper.Step.AskBarrier(long token) -> owner.prove(passed -> proven(token, passed));
                case LeaseKeeper.Step.Send(HostId host, LeaseGrant grant) ->
                    partner(host).ifPresent(partner -> owner.grant(partner, grant));
                case LeaseKeeper.Step.EndSession(HostId host) -> partner(host).ifPresent(owner::endSession);
                case LeaseKeeper.Step.Give(HostId host, HostCommand command) -> owner.give(host, command);
            }
        }
    }

    private void proven(long token, boolean passed) {
        if (passed) {
            machine.barrierPassed(token, owner.elapsed());
        } else {
            machine.barrierFailed(token);
        }
        takeSteps();
    }

    private Optional<P> partner(HostId host) {
        return Optional.ofNullable(partners.get(host));
    }
}
