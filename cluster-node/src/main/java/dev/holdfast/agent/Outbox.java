package dev.holdfast.agent;

import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.Resident;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is to be said as soon as there is room: acknowledgements first, then reports, one for each incarnation however
 * often it changed meanwhile, with what is seen when it is said. So its size is bounded by what the host holds.
 */
final class Outbox {
    /** Makes a report of what is seen now, under the next report number. */
    interface Reporter {
        Resident resident(Incarnation incarnation);
    }

    private final Connection connection;
    private final Reporter reporter;
    private final Map<Incarnation, Long> acks = new LinkedHashMap<>();
    private final Set<Incarnation> reports = new LinkedHashSet<>();
    private final Map<Incarnation, Resident> said = new TreeMap<>();

    Outbox(Connection connection, Reporter reporter) {
        this.connection = connection;
        this.reporter = reporter;
    }

    void acknowledge(Incarnation incarnation, long number) {
        acks.merge(incarnation, number, Math::max);
        flush();
    }

    /** Says what is seen of this, whether or not it was said before. */
    void report(Incarnation incarnation) {
        reports.add(incarnation);
        flush();
    }

    /** Says what is seen of this, unless that is what was said last in this session. */
    void reportChange(Incarnation incarnation, Tenancy.View view) {
        Resident last = said.get(incarnation);
        if (last == null || !last.equals(AgentWire.resident(incarnation, view, last.getReport()))) {
            report(incarnation);
        }
    }

    /**
     * A session begins with all of this. What was to be acknowledged will be assigned again; what left the host since
     * the last session is not in the inventory and still to be reported.
     */
    void begin(Map<Incarnation, Resident> inventory) {
        acks.clear();
        reports.removeAll(inventory.keySet());
        said.clear();
        said.putAll(inventory);
    }

    void flush() {
        Iterator<Map.Entry<Incarnation, Long>> ack = acks.entrySet().iterator();
        while (ack.hasNext() && connection.isWritable()) {
            Map.Entry<Incarnation, Long> next = ack.next();
            ack.remove();
            connection.say(AgentWire.ack(next.getKey(), next.getValue()));
        }
        Iterator<Incarnation> report = reports.iterator();
        while (report.hasNext() && connection.isWritable()) {
            Incarnation next = report.next();
            report.remove();
            Resident resident = reporter.resident(next);
            if (resident.getPower() == ObservedPower.OBSERVED_POWER_GONE) {
                said.remove(next);
            } else {
                said.put(next, resident);
            }
            connection.say(AgentWire.report(resident));
        }
    }
}
