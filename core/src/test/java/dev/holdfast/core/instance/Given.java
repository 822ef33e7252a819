package dev.holdfast.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.PlaceInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Scenarios of one instance: {@code given(...).when(command).then(facts)}, with a clock turned by hand. */
final class Given {
    static final HostId HOST = new HostId("host-1");
    static final Uid HOST_UID = new Uid("host-uid-1");
    static final FaultDomain DOMAIN = new FaultDomain("rack-a");
    static final Epoch FIRST = new Epoch(1);

    private final InstanceResource resource = new InstanceResource();
    private InstanceState state;
    private Instant now = Samples.NOW;
    private int lives;
    private long reports;
    private Decision<InstanceEvent, InstanceRejection> last = Decision.nothing();

    private Given(InstanceState state) {
        this.state = state;
    }

    static Given nothing() {
        return new Given(new InstanceResource().unknown(Samples.WEB.toString(), Floor.NONE));
    }

    static Given placing() {
        return nothing().when(create("create"));
    }

    static Given asking() {
        return placing().when(place(HOST));
    }

    static Given creating() {
        return asking().when(new ConfirmClaim(uid(0), HOST, FIRST));
    }

    static Given starting() {
        return creating().sees(ObservedPower.STARTING);
    }

    static Given running() {
        return creating().sees(ObservedPower.RUNNING);
    }

    static Given stopping() {
        return running().when(new StopInstance(request("stop")));
    }

    static Given stopped() {
        return stopping().sees(ObservedPower.STOPPED);
    }

    static Given restarting() {
        return stopped().when(new InstanceCommand.StartInstance(request("start")));
    }

    static Given restartingInPlace() {
        return running().when(new InstanceCommand.RestartInstance(request("restart")));
    }

    static Given restartStopped() {
        return restartingInPlace().sees(ObservedPower.STOPPED);
    }

    static Given deallocating() {
        return running().when(new InstanceCommand.DeallocateInstance(request("deallocate")));
    }

    static Given releasing() {
        return deallocating().sees(ObservedPower.STOPPED);
    }

    static Given deallocated() {
        return releasing().when(new InstanceCommand.ConfirmRelease(uid(0), HOST, FIRST));
    }

    static Given deleting() {
        return running().when(new DeleteInstance(request("delete")));
    }

    static Given deleted() {
        return deleting().when(new InstanceCommand.ConfirmRelease(uid(0), HOST, FIRST));
    }

    static Given failed() {
        return placing().after(Duration.ofMinutes(6)).when(new InstanceCommand.ExpireDeadline());
    }

    static Given pending() {
        Given given = nothing();
        given.apply(
                new InstanceEvent.InstanceRequested(Samples.WEB, uid(0), Samples.SPEC, Epoch.NONE, Optional.empty()));
        return given;
    }

    /** Its host is lost. */
    static Given silent(Given given) {
        return given.when(new InstanceCommand.HostSilent(uid(0), HOST, FIRST));
    }

    static Given healing() {
        return silent(running()).when(new InstanceCommand.HostProven(uid(0), HOST, FIRST));
    }

    static Uid uid(int life) {
        return new Uid("life-" + life);
    }

    static CreateInstance create(String requestId) {
        return new CreateInstance(Samples.WEB, Samples.SPEC, request(requestId));
    }

    /** Asks for one label. */
    static SpecChange relabelled(String value) {
        return new SpecChange(
                Optional.empty(),
                Optional.of(new TreeMap<>(Map.of("tier", value))),
                Optional.empty(),
                Optional.empty());
    }

    static PlaceInstance place(HostId host) {
        return new PlaceInstance(uid(0), host, HOST_UID, DOMAIN, false);
    }

    static Request request(String id) {
        return Request.of(new RequestId(id));
    }

    Given after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Given when(InstanceCommand command) {
        last = resource.decide(state, command, new Context(now, Party.ANONYMOUS, uid(lives)));
        if (last instanceof Decision.Accepted<InstanceEvent, InstanceRejection> accepted) {
            accepted.events().forEach(this::apply);
        }
        return this;
    }

    /** The agent reports, having taken up the last order. */
    Given sees(ObservedPower power) {
        return report(power, state instanceof InstanceState.OnHost on ? on.cause() : 0, Optional.empty());
    }

    Given hostFails(ObservedPower power, String why) {
        return report(power, state instanceof InstanceState.OnHost on ? on.cause() : 0, Optional.of(why));
    }

    Given report(ObservedPower power, long assignment, Optional<String> failure) {
        Claim claim =
                state instanceof InstanceState.OnHost on ? on.claim() : new Claim(HOST, HOST_UID, DOMAIN, FIRST, false);
        Uid uid = state instanceof InstanceState.Living living ? living.life().uid() : uid(0);
        return when(new ObserveInstance(uid, claim.host(), claim.epoch(), assignment, ++reports, power, failure));
    }

    private void apply(InstanceEvent event) {
        if (event instanceof InstanceEvent.InstanceRequested) {
            lives++;
        }
        state = resource.evolve(state, new Recorded<>(state.sequence() + 1, now, Party.ANONYMOUS, event));
    }

    Given then(InstanceEvent... events) {
        assertThat(last).isInstanceOf(Decision.Accepted.class);
        assertThat(((Decision.Accepted<InstanceEvent, InstanceRejection>) last).events())
                .containsExactly(events);
        return this;
    }

    Given thenNothing() {
        return then();
    }

    Given thenTells(Notice... notices) {
        assertThat(((Decision.Accepted<InstanceEvent, InstanceRejection>) last).notices())
                .containsExactly(notices);
        return this;
    }

    Given thenRefused(Class<? extends InstanceRejection> why) {
        assertThat(last).isInstanceOf(Decision.Rejected.class);
        assertThat(((Decision.Rejected<InstanceEvent, InstanceRejection>) last).reason())
                .isInstanceOf(why);
        return this;
    }

    Given thenIs(String label) {
        assertThat(state.label()).isEqualTo(label);
        return this;
    }

    Given thenOwes(String... kinds) {
        assertThat(resource.outstanding(state).stream()
                        .map(effect -> effect.key().kind()))
                .containsExactly(kinds);
        return this;
    }

    InstanceState state() {
        return state;
    }

    Life life() {
        return ((InstanceState.Living) state).life();
    }

    Instant now() {
        return now;
    }

    List<InstanceEffect> outstanding() {
        return resource.outstanding(state);
    }

    Decision<InstanceEvent, InstanceRejection> last() {
        return last;
    }
}
