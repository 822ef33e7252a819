package dev.holdfast.node.host;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseKeeper;
import dev.holdfast.core.host.Leasing;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.node.agent.AgentOrder;
import dev.holdfast.node.agent.AgentWord;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.resource.ShardDuty;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The leases of a shard's hosts, kept by whoever owns it: {@link Leasing} with a node around it. Its proofs of
 * ownership are asked for at a measured pace, so that the hosts of a shard share them.
 */
public final class HostLeases implements ShardDuty<HostState> {
    /** From one proof to the next at least. An agent waits for its first grant as long at most, and asks every 3 s. */
    static final Duration PACE = Duration.ofMillis(500);

    private final LongSupplier elapsed;
    private final LeaseKeeper keeper;
    private final Leasing<ActorRef<Sendable>> leasing;

    private HostLeases(long term, Shard shard, LongSupplier elapsed) {
        this.elapsed = elapsed;
        this.keeper = new LeaseKeeper(term, elapsed.getAsLong());
        this.leasing = new Leasing<>(keeper, new Owner(shard, elapsed));
    }

    /** @param elapsed nanoseconds of a clock that only goes forward and is never ahead, as {@link System#nanoTime} */
    public static Maker<HostState> withClock(LongSupplier elapsed) {
        return (term, shard) -> new HostLeases(term, shard, elapsed);
    }

    @Override
    public void shown(HostState state) {
        leasing.shown(state);
    }

    @Override
    public void said(Body what, ActorRef<Sendable> from) {
        if (what.value() instanceof AgentWord word) {
            switch (word) {
                case AgentWord.Renewed(HostId host, var renewal) -> leasing.renewed(host, renewal, from);
                case AgentWord.Heard(HostId host) -> leasing.heard(host);
                case AgentWord.Present(HostId host) -> leasing.present(host);
            }
        }
    }

    @Override
    public Optional<Body> asked(Body question) {
        return question.value() instanceof LeaseQuestion(HostId host)
                ? keeper.standing(host, elapsed.getAsLong()).map(Body::new)
                : Optional.empty();
    }

    @Override
    public void tick() {
        leasing.tick();
    }

    private static final class Owner implements Leasing.Owner<ActorRef<Sendable>> {
        private final Shard shard;
        private final LongSupplier elapsed;
        private long proofFrom;

        private Owner(Shard shard, LongSupplier elapsed) {
            this.shard = shard;
            this.elapsed = elapsed;
            this.proofFrom = elapsed.getAsLong();
        }

        @Override
        public long elapsed() {
            return elapsed.getAsLong();
        }

        @Override
        public void prove(Consumer<Boolean> answer) {
            long now = elapsed.getAsLong();
            long wait = proofFrom - now;
            proofFrom = Math.max(now, proofFrom) + PACE.toNanos();
            if (wait <= 0) {
                shard.prove(answer);
            } else {
                shard.after(Duration.ofNanos(wait), () -> shard.prove(answer));
            }
        }

        @Override
        public void grant(ActorRef<Sendable> partner, LeaseGrant grant) {
            partner.tell(new AgentOrder.Grant(grant));
        }

        @Override
        public void endSession(ActorRef<Sendable> partner) {
            partner.tell(new AgentOrder.ComeBack());
        }

        @Override
        public void give(HostId host, HostCommand command) {
            shard.give(host.value(), command, Party.LEASES);
        }
    }
}
