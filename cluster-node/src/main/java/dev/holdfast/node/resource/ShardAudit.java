package dev.holdfast.node.resource;

import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.node.view.ShardView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what must never be so among a shard's resources: each when it changes, and all of them again and again, a
 * few at a time. What it finds it tells once, keeps for who asks, and tells again when it is so no more; what two
 * states in a row prove stays until the shard moves. It changes nothing. Confined to the shard's keeper.
 *
 * @see Resource#audit
 */
final class ShardAudit<S extends ResourceState> {
    private static final Logger LOG = LoggerFactory.getLogger(ShardAudit.class);

    /** More findings than a person reads; those beyond are counted. */
    static final int KEPT_AT_MOST = 200;

    /** So many resources are looked at in one look; a look takes a microsecond. */
    static final int LOOKS = 500;

    /**
     * A state that outlasts its deadline for so long is nobody's patience but a mistake: after a take-over nothing
     * expires before its host was heard or a grace has run, and a store may be away for a while.
     */
    static final Duration OVERDUE = Duration.ofMinutes(5);

    /** One thing that is wrong with one resource. */
    record Found(String id, Finding finding, Instant since) {}

    private record Key(String id, String rule) {
        static final Comparator<Key> ORDER = Comparator.comparing(Key::id).thenComparing(Key::rule);
    }

    private final Resource<S, ?, ?, ?, ?> resource;
    private final ShardView<S, ?> view;
    private final NavigableMap<Key, Found> inStates = new TreeMap<>(Key.ORDER);
    private final NavigableMap<Key, Found> inChanges = new TreeMap<>(Key.ORDER);
    private String lookedTo = "";
    private long untold;

    ShardAudit(Resource<S, ?, ?, ?, ?> resource, ShardView<S, ?> view) {
        this.resource = resource;
        this.view = view;
    }

    /**
     * A fact was committed.
     *
     * @param before what was known until then; empty for the first of a life
     */
    void changed(String id, Optional<S> before, S after, Instant now) {
        before.ifPresent(was -> {
            List<Finding> findings = new ArrayList<>(resource.audit(was, after));
            if (after.sequence() != was.sequence() + 1) {
                findings.add(
                        new Finding("sequence-gap", "its fact " + after.sequence() + " follows on " + was.sequence()));
            }
            findings.forEach(finding -> found(inChanges, id, finding, now));
        });
        settle(id, resource.audit(after), now);
    }

    /** It was archived. */
    void removed(String id) {
        of(inStates, id).clear();
        of(inChanges, id).clear();
    }

    /**
     * The next few have their turn.
     *
     * @param servedSince how long the shard has been served here
     */
    void look(Instant now, Duration servedSince) {
        List<Map.Entry<String, S>> some = view.after(lookedTo, LOOKS);
        lookedTo = some.size() < LOOKS ? "" : some.getLast().getKey();
        for (Map.Entry<String, S> each : some) {
            List<Finding> findings = new ArrayList<>(resource.audit(each.getValue()));
            resource.deadline(each.getValue())
                    .map(Deadline::at)
                    .filter(due -> servedSince.compareTo(OVERDUE) > 0
                            && due.plus(OVERDUE).isBefore(now))
                    .ifPresent(due -> findings.add(
                            new Finding("overdue", "it should have left its state at " + due + " and is in it still")));
            settle(each.getKey(), findings, now);
        }
    }

    /** By resource; at most {@value #KEPT_AT_MOST} twice. */
    List<Found> findings() {
        List<Found> all = new ArrayList<>(inStates.values());
        all.addAll(inChanges.values());
        return all;
    }

    /** How many there are, those included that are not kept. */
    long count() {
        return inStates.size() + inChanges.size() + untold;
    }

    private void settle(String id, List<Finding> findings, Instant now) {
        SortedMap<Key, Found> known = of(inStates, id);
        if (!known.isEmpty()) {
            Set<String> still = findings.stream().map(Finding::rule).collect(Collectors.toSet());
            known.values().removeIf(each -> {
                boolean over = !still.contains(each.finding().rule());
                if (over) {
                    LOG.atInfo()
                            .addKeyValue(resource.type(), id)
                            .addKeyValue("rule", each.finding().rule())
                            .log("What was found wrong is so no more.");
                }
                return over;
            });
        }
        findings.forEach(finding -> found(inStates, id, finding, now));
    }

    private void found(NavigableMap<Key, Found> kept, String id, Finding finding, Instant now) {
        Key key = new Key(id, finding.rule());
        if (kept.containsKey(key)) {
            return;
        }
        if (kept.size() >= KEPT_AT_MOST) {
            untold++;
            return;
        }
        kept.put(key, new Found(id, finding, now));
        LOG.atError()
                .addKeyValue(resource.type(), id)
                .addKeyValue("rule", finding.rule())
                .addKeyValue("what", finding.what())
                .log("The auditor found what must never be so; holdfast region findings lists all.");
    }

    private static SortedMap<Key, Found> of(NavigableMap<Key, Found> kept, String id) {
        return kept.subMap(new Key(id, ""), new Key(id, "\uffff"));
    }
}
