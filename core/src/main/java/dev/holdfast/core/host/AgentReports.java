package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.GreetAgent;
import dev.holdfast.core.host.HostEvent.AgentChanged;
import dev.holdfast.core.host.HostEvent.HostRevived;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What the agent says. Only what ends a claim is a fact of the host; the rest is passed on to whom it concerns. */
final class AgentReports {
    private AgentReports() {}

    /**
     * A hello with the whole inventory. What the agent must hold it is told by the effects, all of which are due again
     * with every session; what it has and must not, it is told here. Nothing is adopted by guess.
     */
    static Decision<HostEvent, HostRejection> greet(HostLife life, GreetAgent hello) {
        List<HostEvent> events = new ArrayList<>();
        List<Notice> notices = new ArrayList<>();
        if (!life.agent().filter(hello.facts()::equals).isPresent()) {
            events.add(new AgentChanged(hello.facts()));
        }
        for (Resident resident : hello.inventory()) {
            switch (AgentReports.report(life, resident)) {
                case Decision.Accepted<HostEvent, HostRejection> accepted -> {
                    events.addAll(accepted.events());
                    notices.addAll(accepted.notices());
                }
                case Decision.Rejected<HostEvent, HostRejection> rejected -> {
                    return rejected;
                }
            }
        }
        notices.addAll(missing(life, hello.inventory()));
        return new Decision.Accepted<>(events, notices);
    }

    /** What should be there and was not named: the agent is asked, lest its instance wait for a report for ever. */
    private static List<Notice> missing(HostLife life, List<Resident> inventory) {
        Set<ClaimKey> named = new TreeSet<>();
        inventory.forEach(resident -> named.add(new ClaimKey(resident.uid(), resident.epoch())));
        List<Notice> questions = new ArrayList<>();
        life.claims().forEach((key, claim) -> {
            if (claim.order().isPresent() && !named.contains(key)) {
                questions.add(new HostNotice.AskAgent(key.uid(), key.epoch()));
            }
        });
        return questions;
    }

    /** The same, and this happened first. */
    static Decision<HostEvent, HostRejection> after(HostEvent first, Decision<HostEvent, HostRejection> then) {
        return switch (then) {
            case Decision.Rejected<HostEvent, HostRejection> rejected -> rejected;
            case Decision.Accepted<HostEvent, HostRejection>(var events, var notices) -> {
                List<HostEvent> all = new ArrayList<>();
                all.add(first);
                all.addAll(events);
                yield new Decision.Accepted<>(all, notices);
            }
        };
    }

    /** It is back after all that it had was proven gone. What it says it has is nobody's. */
    static Decision<HostEvent, HostRejection> revive(HostLife life, GreetAgent hello, Context context) {
        List<HostEvent> events = new ArrayList<>();
        if (life.claims().isEmpty()) {
            events.add(new HostRevived(context.freshUid()));
            if (!life.agent().filter(hello.facts()::equals).isPresent()) {
                events.add(new AgentChanged(hello.facts()));
            }
        }
        return new Decision.Accepted<>(events, dismissals(hello, _ -> true));
    }

    /** What is such is to go, and nothing else counts yet. */
    static Decision<HostEvent, HostRejection> dismiss(GreetAgent hello, Predicate<Resident> such) {
        return new Decision.Accepted<>(List.of(), dismissals(hello, such));
    }

    private static List<Notice> dismissals(GreetAgent hello, Predicate<Resident> such) {
        return hello.inventory().stream()
                .filter(such)
                .<Notice>map(resident ->
                        new HostNotice.DismissResident(resident.uid(), resident.epoch(), resident.assignment() + 1))
                .toList();
    }

    static Decision<HostEvent, HostRejection> report(HostLife life, Resident resident) {
        Optional<HostClaim> claim = life.claim(resident.uid(), resident.epoch());
        boolean gone = resident.power() == Resident.Sight.GONE;
        if (claim.isEmpty()) {
            return gone
                    ? Decision.nothing()
                    : Decision.<HostEvent, HostRejection>nothing()
                            .telling(new HostNotice.DismissResident(
                                    resident.uid(), resident.epoch(), resident.assignment() + 1));
        }
        if (gone
                && claim.get().releasing()
                && resident.assignment() >= claim.get().order().orElseThrow().number()) {
            return Releases.gone(life, claim.get(), resident);
        }
        return claim.get().releasing()
                ? Decision.nothing()
                : Decision.<HostEvent, HostRejection>nothing()
                        .telling(new HostNotice.TellInstance(claim.get().name(), life.host(), resident));
    }
}
