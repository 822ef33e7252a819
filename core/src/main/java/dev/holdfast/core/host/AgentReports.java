package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.GreetAgent;
import dev.holdfast.core.host.HostEvent.AgentChanged;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        return new Decision.Accepted<>(events, notices);
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
