package dev.holdfast.node.edge;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who may begin a call now. Goals, in order: the node never runs more than it can; no project keeps another from being
 * served; what is free may be used by whoever wants it.
 *
 * <p>Places: a project may take one while it holds fewer than are free. One greedy project so ends at half of them, two
 * at a third each, {@code n} at one part in {@code n + 1}: all the same, and as much is left for whoever comes next,
 * without a queue, a list of who is active, or a share that somebody has to set. Rate: a bucket of tokens a project,
 * which fills at the project's rate up to its burst.
 *
 * <p>Projects that run nothing and whose bucket is full are forgotten first, which changes nothing for them. When none
 * is, newcomers share one account. All of it is soft: a restart forgets it.
 */
final class FairShares {
    /** Those beyond the projects that are remembered; no project has this name. */
    private static final String OTHERS = "*";

    /** So many of the longest unused accounts are looked at for one that can be forgotten. */
    private static final int LOOKED_AT = 8;

    private final int places;
    private final EdgeLimits limits;
    private final LongSupplier nanoClock;
    private final Map<String, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private int running;

    /**
     * @param places so many calls run at once
     * @param limits of each project's rate, and how many projects are told apart
     * @param nanoClock as {@link System#nanoTime}
     */
    FairShares(int places, EdgeLimits limits, LongSupplier nanoClock) {
        this.places = places;
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /** What becomes of a call that wants to begin. */
    sealed interface Verdict {
        /** It begins, and gives its place back once, when it is over. */
        record Begins(Place place) implements Verdict {}

        /** Its project holds as many places as are free. */
        record Crowded(int held, int free) implements Verdict {}

        /** Its project begins calls faster than it may; the next may begin after this long. */
        record TooFast(Duration pause) implements Verdict {}
    }

    /** What a running call holds. */
    final class Place {
        private final Account account;
        private boolean given;

        private Place(Account account) {
            this.account = account;
        }

        /** Gives it back; more than once is as once. */
        void giveBack() {
            synchronized (FairShares.this) {
                if (!given) {
                    given = true;
                    account.held--;
                    running--;
                }
            }
        }
    }

    /** @param project whose call it is; empty for one that is about no project */
    synchronized Verdict begin(String project) {
        long now = nanoClock.getAsLong();
        Account account = account(project, now);
        account.fill(now);
        int free = places - running;
        if (account.held >= free) {
            return new Verdict.Crowded(account.held, free);
        }
        if (account.tokens < 1) {
            return new Verdict.TooFast(account.untilNextToken());
        }
        account.tokens--;
        account.held++;
        running++;
        return new Verdict.Begins(new Place(account));
    }

    synchronized int running() {
        return running;
    }

    synchronized int remembered() {
        return accounts.size();
    }

    private Account account(String project, long now) {
        Account known = accounts.get(project);
        if (known != null) {
            return known;
        }
        boolean room = accounts.size() < limits.projectsRemembered() || forgetOne(now);
        return accounts.computeIfAbsent(room ? project : OTHERS, _ -> new Account(now));
    }

    private boolean forgetOne(long now) {
        int looked = 0;
        for (Iterator<Account> oldest = accounts.values().iterator();
                oldest.hasNext() && looked < LOOKED_AT;
                looked++) {
            Account account = oldest.next();
            account.fill(now);
            if (account.saysNothing()) {
                oldest.remove();
                return true;
            }
        }
        return false;
    }

    /** One project's; guarded by the shares'. */
    private final class Account {
        private int held;
        private double tokens = limits.burst();
        private long filledAt;

        private Account(long now) {
            filledAt = now;
        }

        private void fill(long now) {
            double earned = (now - filledAt) / 1e9 * limits.callsPerSecond();
            tokens = Math.min(limits.burst(), tokens + Math.max(0, earned));
            filledAt = now;
        }

        private Duration untilNextToken() {
            return Duration.ofNanos((long) Math.ceil((1 - tokens) * 1e9 / limits.callsPerSecond()));
        }

        private boolean saysNothing() {
            return held == 0 && tokens >= limits.burst();
        }
    }
}
