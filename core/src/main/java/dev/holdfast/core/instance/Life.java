package dev.holdfast.core.instance;

import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OneCopy;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an instance whatever its state: the axes other than {@code state}, and what must never be forgotten.
 *
 * @param uid which life of the name this is
 * @param sequence of the last fact
 * @param since when the present state was entered
 * @param generation version of the spec, and only that
 * @param desired what its users want
 * @param epoch the highest ever asked for under this name
 * @param departures hosts that were asked and left and have not confirmed
 * @param observed the last change that a host reported
 * @param hold why it waits, if it is held
 */
public record Life(
        InstanceName name,
        Uid uid,
        long sequence,
        Instant createdAt,
        Instant updatedAt,
        Instant since,
        InstanceSpec spec,
        long generation,
        Power desired,
        Epoch epoch,
        Operations operations,
        List<Departure> departures,
        Optional<Observation> observed,
        Optional<Hold> hold) {
    private static final OneCopy<Epoch> EPOCHS = new OneCopy<>(64);

    public Life {
        epoch = EPOCHS.of(epoch);
        departures = List.copyOf(departures);
    }

    /** Opaque to callers; changes with every fact. */
    public String etag() {
        return Long.toString(sequence, Character.MAX_RADIX);
    }

    /** A fact was recorded. */
    Life record(Recorded<InstanceEvent> fact) {
        return new Life(
                name,
                uid,
                fact.sequence(),
                createdAt,
                fact.at(),
                since,
                spec,
                generation,
                desired,
                epoch,
                operations,
                departures,
                observed,
                hold);
    }

    /** Another state begins with the fact that was just recorded; a hold never outlasts its state. */
    Life enter() {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                updatedAt,
                spec,
                generation,
                desired,
                epoch,
                operations,
                departures,
                observed,
                Optional.empty());
    }

    Life wants(Power power) {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                spec,
                generation,
                power,
                epoch,
                operations,
                departures,
                observed,
                hold);
    }

    Life asks(Epoch next) {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                spec,
                generation,
                desired,
                next,
                operations,
                departures,
                observed,
                hold);
    }

    Life held(Hold why) {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                spec,
                generation,
                desired,
                epoch,
                operations,
                departures,
                observed,
                Optional.of(why));
    }

    Life sees(Observation observation) {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                spec,
                generation,
                desired,
                epoch,
                operations,
                departures,
                Optional.of(observation),
                hold);
    }

    /** Leaves a host: from now on its confirmation is owed. */
    Life departs(Claim claim) {
        List<Departure> more = new ArrayList<>(departures);
        more.add(new Departure(uid, claim.host(), claim.hostUid(), claim.epoch(), sequence));
        return withDepartures(more);
    }

    /** A host has confirmed. */
    Life settles(Uid ofUid, HostId host, Epoch released) {
        return withDepartures(departures.stream()
                .filter(departure -> !departure.settledBy(ofUid, host, released))
                .toList());
    }

    /** The request that the last fact accepted is now running. */
    Life begins(Verb verb, Optional<RequestId> requestId, Optional<InstanceSpec> content) {
        return withOperations(
                operations.begin(new Operation(sequence, verb, requestId, content, updatedAt, Optional.empty())));
    }

    /** The request that the last fact accepted is over at once, whatever else is running. */
    Life did(Verb verb, Optional<RequestId> requestId, Optional<InstanceSpec> content) {
        return withOperations(operations.add(new Operation(
                sequence,
                verb,
                requestId,
                content,
                updatedAt,
                Optional.of(new Operation.Result.Succeeded(updatedAt)))));
    }

    /** Something else is asked for from now on; the generation grows only if it is something else. */
    Life changes(SpecChange change) {
        InstanceSpec changed = change.applyTo(spec);
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                changed,
                changed.equals(spec) ? generation : generation + 1,
                desired,
                epoch,
                operations,
                departures,
                observed,
                hold);
    }

    Life succeeds() {
        return withOperations(operations.end(new Operation.Result.Succeeded(updatedAt)));
    }

    Life fails(ErrorCode code, String message) {
        return withOperations(operations.end(new Operation.Result.Failed(updatedAt, code, message)));
    }

    private Life withOperations(Operations others) {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                spec,
                generation,
                desired,
                epoch,
                others,
                departures,
                observed,
                hold);
    }

    private Life withDepartures(List<Departure> others) {
        return new Life(
                name,
                uid,
                sequence,
                createdAt,
                updatedAt,
                since,
                spec,
                generation,
                desired,
                epoch,
                operations,
                others,
                observed,
                hold);
    }
}
