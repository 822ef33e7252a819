package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One node's chooser of hosts. It is serial, and until the view shows a claim it counts its own choice, in capacity and
 * in spread; so a burst of one tenant's instances spreads although no claim of it is visible yet. All of it is soft.
 */
public final class Placer {
    /** How long a choice counts that the view never comes to show: long enough for a claim's whole way, and a retry. */
    static final Duration PROMISE = Duration.ofSeconds(20);

    /** @param answer that was given; empty when the choice was made before this placer began */
    private record Promise(
            HostId host,
            FaultDomain domain,
            Quantities size,
            Optional<SpreadKey> spreadKey,
            Instant until,
            Optional<PlacementDecision.Chosen> answer) {}

    private final Fleet fleet;
    private final Map<Uid, Promise> promises = new LinkedHashMap<>();
    private final Map<HostId, Set<Uid>> promisedAt = new TreeMap<>();
    private long draws;

    /** One that knows of no other. */
    public Placer(long seed) {
        this(seed, PlacerShare.ALL);
    }

    /**
     * @param seed so that the placers of different nodes draw and look differently
     * @param share which of the region's placers it is
     */
    public Placer(long seed, PlacerShare share) {
        this.draws = seed;
        this.fleet = new Fleet(share, seed);
    }

    /**
     * Chooses, and counts the choice until the view shows it. Whoever asks again before that gets the same answer,
     * unless the host has refused since: the first answer may have been taken up, and it is the one that must be
     * counted.
     */
    public PlacementDecision choose(PlacementRequest request, Instant now) {
        expire(now);
        Optional<PlacementDecision.Chosen> before = Optional.ofNullable(promises.get(request.uid()))
                .filter(promise -> !request.avoided().contains(promise.host()))
                .flatMap(Promise::answer);
        if (before.isPresent()) {
            return before.get();
        }
        takeBack(request.uid());
        PlacementDecision decision = PlacementPolicy.choose(fleet, request, draws++);
        if (decision instanceof PlacementDecision.Chosen chosen) {
            promise(
                    request.uid(),
                    new Promise(
                            chosen.host(),
                            chosen.faultDomain(),
                            request.size(),
                            request.spreadKey(),
                            now.plus(PROMISE),
                            Optional.of(chosen)));
        }
        return decision;
    }

    /** What {@link #choose} would find now, without choosing anything. */
    public PlacementExplanation explain(PlacementRequest request) {
        return PlacementPolicy.explain(fleet, request);
    }

    /**
     * Counts a choice that was made before this placer began and that the view does not show yet: an instance that has
     * asked for its claim says so. Nothing is counted twice, and nothing on a host that the view does not know.
     */
    public void recall(
            Uid uid, HostId host, FaultDomain domain, Quantities size, Optional<SpreadKey> spreadKey, Instant now) {
        boolean unseen =
                fleet.host(host).filter(offer -> !offer.holders().contains(uid)).isPresent();
        if (unseen && !promises.containsKey(uid)) {
            promise(uid, new Promise(host, domain, size, spreadKey, now.plus(PROMISE), Optional.empty()));
        }
    }

    /** What the view shows of a host now; a promise that it shows as a claim is kept, and counts no longer. */
    public void show(HostOffer offer) {
        promisedAt.getOrDefault(offer.host(), Set.of()).stream()
                .filter(offer.holders()::contains)
                .toList()
                .forEach(this::takeBack);
        fleet.show(offer);
    }

    /** The view no longer knows the host. */
    public void remove(HostId host) {
        fleet.remove(host);
    }

    private void promise(Uid uid, Promise promise) {
        fleet.promise(promise.host(), promise.size(), promise.spreadKey());
        promises.put(uid, promise);
        promisedAt.computeIfAbsent(promise.host(), _ -> new TreeSet<>()).add(uid);
    }

    private void takeBack(Uid uid) {
        Promise promise = promises.remove(uid);
        if (promise != null) {
            Set<Uid> there = promisedAt.getOrDefault(promise.host(), new TreeSet<>());
            there.remove(uid);
            if (there.isEmpty()) {
                promisedAt.remove(promise.host());
            }
            fleet.takeBack(promise.host(), promise.domain(), promise.size(), promise.spreadKey());
        }
    }

    private void expire(Instant now) {
        Iterator<Map.Entry<Uid, Promise>> oldestFirst = promises.entrySet().iterator();
        List<Uid> expired = new ArrayList<>();
        while (oldestFirst.hasNext()) {
            Map.Entry<Uid, Promise> entry = oldestFirst.next();
            if (entry.getValue().until().isAfter(now)) {
                break;
            }
            expired.add(entry.getKey());
        }
        expired.forEach(this::takeBack);
    }
}
