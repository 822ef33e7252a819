package dev.holdfast.core.host;

import dev.holdfast.core.shared.HostId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The leases of all hosts of one shard, for as long as one node owns it: who was heard, who was granted what, who is
 * silent, and for whom it is certain that the lease is over. All copies of a host's entity share it, and so it is the
 * ownership that grants, and no copy. A step machine without clocks, threads or actors; a node and a simulation run
 * this very class. Nothing of it is in the log.
 *
 * <p>Rules, each with its reason:
 *
 * <ol>
 *   <li>A grant is given only behind a barrier that began after the renewal arrived: then that renewal was sent before
 *       anybody else could have become the owner, and whoever did waits for longer than the grant lasts.
 *   <li>A grant is noted before it is sent: whoever waits must not wait for an earlier one.
 *   <li>Of grants of earlier owners nothing is known, so the moment at which this one learnt that it is the owner
 *       counts as one.
 *   <li>A host that is lost is granted nothing before it has said hello, with all that is there.
 *   <li>A host is silent only while somebody listened: if this process was away, the time does not count.
 * </ol>
 *
 * <p>Times are nanoseconds of a clock that only goes forward; where several are to be had, the one that is behind.
 */
public final class LeaseKeeper implements LeaseMachine {
    /** What the owner is to do next. */
    public sealed interface Step {
        /** Ask the log for a barrier, and say {@link #barrierPassed} or {@link #barrierFailed}. */
        record AskBarrier(long token) implements Step {}

        /** Send it to the host's agent. */
        record Send(HostId host, LeaseGrant grant) implements Step {}

        /** Give the host's entity this command. */
        record Give(HostId host, HostCommand command) implements Step {}

        /** End the session of the host's agent: it has to say hello again. */
        record EndSession(HostId host) implements Step {}
    }

    /** How often {@link #tick} is to be called. */
    public static final Duration TICK = Duration.ofSeconds(1);

    private static final long AWAY = Duration.ofSeconds(5).toNanos();
    private static final long SUSPECT = LeaseTerms.SUSPECT_AFTER.toNanos();
    private static final long LOST = LeaseTerms.LOST_AFTER.toNanos();
    private static final long PROVEN = LeaseTerms.provenAfter().toNanos();

    private static final class Kept {
        private HostState.Registered state;
        private long heard;
        private long granted;
        private boolean grantedHere;

        private Kept(HostState.Registered state, long heard, long granted) {
            this.state = state;
            this.heard = heard;
            this.granted = granted;
        }
    }

    private final long term;
    private final long learnt;
    private final Map<HostId, Kept> hosts = new TreeMap<>();
    private Map<HostId, LeaseRenewal> arrived = new TreeMap<>();
    private Map<HostId, LeaseRenewal> asked = new TreeMap<>();
    private Optional<Long> barrier = Optional.empty();
    private long tokens;
    private long ticked;
    private List<Step> steps = new ArrayList<>();

    /**
     * @param term under which the shard is owned
     * @param learnt when the owner learnt that it is
     */
    public LeaseKeeper(long term, long learnt) {
        this.term = term;
        this.learnt = learnt;
        this.ticked = learnt;
    }

    /** How a host stands, as the log has it; said of every host at the beginning, and after every commit about it. */
    @Override
    public void shown(HostState state, long now) {
        if (state instanceof HostState.Registered registered) {
            HostId host = registered.life().host();
            Kept known = hosts.get(host);
            if (known == null) {
                hosts.put(host, new Kept(registered, now, learnt));
            } else {
                known.state = registered;
            }
        }
    }

    /** The host's agent said something else than a renewal. */
    @Override
    public void heard(HostId host, long now) {
        Kept known = hosts.get(host);
        if (known != null) {
            known.heard = now;
        }
    }

    /** The host's agent has a session, and asks for no lease: one of an earlier version. It is granted none. */
    @Override
    public void present(HostId host, long now) {
        Kept known = hosts.get(host);
        if (known != null) {
            known.heard = now;
            if (known.state instanceof HostState.Suspect) {
                steps.add(new Step.Give(host, new HostCommand.NoteHeard()));
            }
        }
    }

    @Override
    public void renewed(HostId host, LeaseRenewal renewal, long now) {
        grantable(host).ifPresent(known -> {
            known.heard = now;
            arrived.put(host, renewal);
            if (barrier.isEmpty()) {
                ask();
            }
        });
    }

    /** The host, if it may be granted anything; one that has to say hello first is made to. */
    private Optional<Kept> grantable(HostId host) {
        Optional<Kept> known = Optional.ofNullable(hosts.get(host));
        if (known.filter(each -> hasToSayHello(each.state)).isPresent()) {
            steps.add(new Step.EndSession(host));
            return Optional.empty();
        }
        return known;
    }

    /** What arrived until now is in; what comes later waits for the next one. */
    private void ask() {
        asked = arrived;
        arrived = new TreeMap<>();
        barrier = Optional.of(++tokens);
        steps.add(new Step.AskBarrier(tokens));
    }

    @Override
    public void barrierPassed(long token, long now) {
        if (barrier.filter(each -> each == token).isEmpty()) {
            return;
        }
        asked.forEach((host, renewal) -> grantable(host).ifPresent(known -> {
            known.granted = now;
            known.grantedHere = true;
            steps.add(new Step.Send(host, new LeaseGrant(term, renewal.life(), renewal.number())));
            if (known.state instanceof HostState.Suspect) {
                steps.add(new Step.Give(host, new HostCommand.NoteHeard()));
            }
        }));
        next();
    }

    /** Nobody is granted anything; agents ask again. */
    @Override
    public void barrierFailed(long token) {
        if (barrier.filter(each -> each == token).isPresent()) {
            next();
        }
    }

    private void next() {
        asked = new TreeMap<>();
        barrier = Optional.empty();
        if (!arrived.isEmpty()) {
            ask();
        }
    }

    /** Time has passed. */
    @Override
    public void tick(long now) {
        long since = now - ticked;
        ticked = now;
        hosts.forEach((host, known) -> {
            if (since > AWAY) {
                known.heard += since;
            }
            if (known.state.life().agent().isPresent()) {
                look(known, now).ifPresent(command -> steps.add(new Step.Give(host, command)));
            }
        });
    }

    private static Optional<HostCommand> look(Kept known, long now) {
        long silence = now - known.heard;
        return switch (known.state) {
            case HostState.Up _, HostState.Cordoned _ -> silence(silence, SUSPECT);
            case HostState.Suspect _ -> silence(silence, LOST);
            case HostState.Lost lost ->
                lost.provable() && now - known.granted >= PROVEN
                        ? Optional.of(new HostCommand.ProveLapsed(lost.since()))
                        : Optional.empty();
            case HostState.Gone _ -> Optional.empty();
        };
    }

    private static Optional<HostCommand> silence(long silence, long atLeast) {
        return silence >= atLeast
                ? Optional.of(new HostCommand.NoteSilence(Duration.ofNanos(silence)))
                : Optional.empty();
    }

    /** How a host's lease stands; empty when no such host is known here. */
    public Optional<LeaseStanding> standing(HostId host, long now) {
        return Optional.ofNullable(hosts.get(host))
                .map(known -> new LeaseStanding(
                        Duration.ofNanos(Math.max(0, now - known.heard)),
                        known.grantedHere ? Optional.of(Duration.ofNanos(now - known.granted)) : Optional.empty()));
    }

    private static boolean hasToSayHello(HostState.Registered state) {
        return switch (state) {
            case HostState.Up _, HostState.Cordoned _, HostState.Suspect _ -> false;
            case HostState.Lost _, HostState.Gone _ -> true;
        };
    }

    /** The steps to take since the last call. */
    @Override
    public List<Step> drain() {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<Step> taken = steps;
        steps = new ArrayList<>();
        return taken;
    }
}
