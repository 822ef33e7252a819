package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.StopFailed;
import dev.holdfast.core.instance.InstanceEvent.StopForced;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import java.time.Instant;

/**
 * How a host is made to stop an instance, whatever comes after: with grace, then by force, twice; after that it is held
 * until the host says what is so. The order stays owed all the while, so a host that comes back carries it out and the
 * hold ends by itself.
 */
final class Stops {
    private Stops() {}

    /** The host says that it cannot, or, asked at the end of all tries, that it has not. */
    static Decision<InstanceEvent, InstanceRejection> stillRunning(Life life, int forcedTries, ObserveInstance report) {
        if (life.hold().isPresent()) {
            return Decision.accept(new StopFailed(Reports.failureOf(report), report.report()));
        }
        if (report.failure().isEmpty()) {
            return Decision.nothing();
        }
        return forcedTries < Deadlines.TRIES
                ? Decision.accept(new StopForced())
                : Decision.accept(new StopFailed(Reports.failureOf(report), report.report()));
    }

    static Decision<InstanceEvent, InstanceRejection> expire(
            Life life, int forcedTries, Instant deadline, Context context) {
        if (life.hold().isPresent() || context.now().isBefore(deadline)) {
            return Decision.nothing();
        }
        return forcedTries < Deadlines.TRIES
                ? Decision.accept(new StopForced())
                : Decision.accept(new InstanceHeld(Hold.Reason.STOP_UNCONFIRMED));
    }
}
