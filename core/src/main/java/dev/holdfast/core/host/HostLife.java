package dev.holdfast.core.host;

import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a host whatever its state.
 *
 * @param uid which life of the name this is
 * @param claimed the sum of all claims; never more than the capacity
 * @param released per instance, what may never be started here again
 */
public record HostLife(
        HostId host,
        Uid uid,
        long sequence,
        Instant createdAt,
        Instant updatedAt,
        HostSpec spec,
        Optional<AgentFacts> agent,
        SortedMap<ClaimKey, HostClaim> claims,
        Quantities claimed,
        SortedMap<Uid, Released> released,
        HostRequests requests) {
    public HostLife {
        claims = Ordered.map(claims);
        released = Ordered.map(released);
    }

    /** Opaque to callers; changes with every fact. */
    public String etag() {
        return Long.toString(sequence, Character.MAX_RADIX);
    }

    /** What no claim holds. */
    public Quantities free() {
        return spec.capacity().minus(claimed);
    }

    public Optional<HostClaim> claim(Uid claimant, Epoch epoch) {
        return Optional.ofNullable(claims.get(new ClaimKey(claimant, epoch)));
    }

    /** The claims of an instance up to an epoch. */
    SortedMap<ClaimKey, HostClaim> claimsUpTo(Uid claimant, Epoch epoch) {
        return claims.subMap(new ClaimKey(claimant, Epoch.NONE), new ClaimKey(claimant, epoch.next()));
    }

    boolean releasedUpTo(Uid claimant, Epoch epoch) {
        Released known = released.get(claimant);
        return known != null && !epoch.isAfter(known.upTo());
    }

    HostLife record(Recorded<HostEvent> fact) {
        return new HostLife(
                host, uid, fact.sequence(), createdAt, fact.at(), spec, agent, claims, claimed, released, requests);
    }

    HostLife speaks(AgentFacts facts) {
        return new HostLife(
                host,
                uid,
                sequence,
                createdAt,
                updatedAt,
                spec,
                Optional.of(facts),
                claims,
                claimed,
                released,
                requests);
    }

    HostLife remembers(HostRequests others) {
        return new HostLife(host, uid, sequence, createdAt, updatedAt, spec, agent, claims, claimed, released, others);
    }

    HostLife holds(ClaimKey key, HostClaim claim) {
        HostClaim before = claims.get(key);
        Quantities others = before == null ? claimed : claimed.minus(before.size());
        return new HostLife(
                host,
                uid,
                sequence,
                createdAt,
                updatedAt,
                spec,
                agent,
                Ordered.with(claims, key, claim),
                others.plus(claim.size()),
                released,
                requests);
    }

    /** Frees every claim of an instance up to an epoch, for good. */
    HostLife frees(Uid claimant, Epoch epoch) {
        TreeMap<ClaimKey, HostClaim> kept = new TreeMap<>(claims);
        Quantities rest = claimed;
        for (Map.Entry<ClaimKey, HostClaim> freed : claimsUpTo(claimant, epoch).entrySet()) {
            rest = rest.minus(freed.getValue().size());
            kept.remove(freed.getKey());
        }
        TreeMap<Uid, Released> known = new TreeMap<>(released);
        known.values().removeIf(each -> each.at().plus(Released.MEMORY).isBefore(updatedAt));
        known.merge(
                claimant,
                new Released(epoch, updatedAt),
                (before, now) -> new Released(Epoch.later(before.upTo(), now.upTo()), now.at()));
        return new HostLife(host, uid, sequence, createdAt, updatedAt, spec, agent, kept, rest, known, requests);
    }

    /** Another life of the name, with nothing; what was barred stays barred. */
    HostLife revivedAs(Uid fresh) {
        return new HostLife(
                host, fresh, sequence, updatedAt, updatedAt, spec, agent, claims, claimed, released, requests);
    }
}
