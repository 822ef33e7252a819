package dev.holdfast.node.instance;

import dev.holdfast.core.instance.InstanceExplanation;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRule;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.placement.RegionOutlook;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.v1.Awaited;
import dev.holdfast.v1.ExplainInstanceResponse;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.PlacementFindings;
import dev.holdfast.v1.PlacementRuleCount;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gathers why an instance is in its state: from its state, its events, and what its node's placer sees now. */
final class InstanceAccount {
    private static final int EVENTS_AT_MOST = 100;

    private final ResourceCalls calls;
    private final RegionOutlook outlook;
    private final InstanceMapping mapping;

    InstanceAccount(ResourceCalls calls, RegionOutlook outlook, InstanceMapping mapping) {
        this.calls = calls;
        this.outlook = outlook;
        this.mapping = mapping;
    }

    /** Also of a deleted one, for as long as its name is remembered. */
    CompletionStage<ExplainInstanceResponse> of(InstanceName name, String resource) {
        return calls.read(name.toString(), resource, false, InstanceState.class).thenCompose(state -> switch (state) {
            case InstanceState.Absent _ ->
                throw new Refusal(ErrorCode.NOT_FOUND, "there is no instance " + name, resource);
            case InstanceState.Living living -> of(living, resource);
        });
    }

    private CompletionStage<ExplainInstanceResponse> of(InstanceState.Living state, String resource) {
        InstanceExplanation explanation = InstanceExplanation.of(state);
        long first = Math.max(explanation.since(), state.sequence() - EVENTS_AT_MOST + 1);
        CompletionStage<Reply.Facts> facts =
                calls.events(state.life().name().toString(), resource, first - 1, EVENTS_AT_MOST);
        CompletionStage<Optional<PlacementExplanation>> now = explanation
                .seeks()
                .map(request -> outlook.explain(request).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
        return facts.thenCombine(now, (happened, found) -> response(state, explanation, happened, found));
    }

    /** Facts that are newer than the state that is explained would only puzzle. */
    private ExplainInstanceResponse response(
            InstanceState.Living state,
            InstanceExplanation explanation,
            Reply.Facts facts,
            Optional<PlacementExplanation> now) {
        Instance instance = mapping.instance(state);
        ExplainInstanceResponse.Builder response = ExplainInstanceResponse.newBuilder()
                .setName(instance.getName())
                .setUid(instance.getUid())
                .setEtag(instance.getEtag())
                .setState(instance.getState())
                .setStateTime(instance.getStateTime())
                .setDesiredPower(instance.getDesiredPower())
                .setStanding(explanation.standing());
        explanation
                .awaited()
                .forEach(each -> response.addAwaited(
                        Awaited.newBuilder().setParty(each.party()).setWhat(each.what())));
        explanation.deadline().ifPresent(at -> response.setDeadline(ProtoTimes.of(at)));
        instance.getConditionsList().stream()
                .filter(condition -> condition.getType().equals("Held"))
                .forEach(response::setHold);
        explanation.placement().ifPresent(recorded -> response.setPlacementRecorded(findings(recorded)));
        now.ifPresent(found -> response.setPlacementNow(findings(found)));
        facts.facts().stream()
                .filter(fact -> fact.sequence() <= state.sequence())
                .forEach(fact -> response.addEvents(event(fact)));
        return response.build();
    }

    static InstanceEvent event(Reply.Facts.Fact fact) {
        return InstanceEvent.newBuilder()
                .setSequence(fact.sequence())
                .setTime(ProtoTimes.of(fact.at()))
                .setKind(fact.kind())
                .setMessage(fact.sentence())
                .setParty(fact.party())
                .build();
    }

    private static PlacementFindings findings(PlacementExplanation explanation) {
        PlacementFindings.Builder findings = PlacementFindings.newBuilder()
                .setHosts(explanation.hosts())
                .setFitting(explanation.fitting())
                .setSentence(explanation.sentence());
        explanation.failed().entrySet().stream()
                .sorted(Map.Entry.<PlacementRule, Integer>comparingByValue().reversed())
                .forEach(entry -> findings.addFailed(PlacementRuleCount.newBuilder()
                        .setRule(entry.getKey().name())
                        .setWords(entry.getKey().words())
                        .setHosts(entry.getValue())));
        return findings.build();
    }
}
