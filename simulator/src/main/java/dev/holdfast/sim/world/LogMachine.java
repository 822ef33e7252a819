package dev.holdfast.sim.world;

import dev.holdfast.core.log.LogInput;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.ShardLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A shard's log as whoever runs it sees it: core's {@link ShardLog}, or one with a wrong step planted in it. */
public interface LogMachine {
    List<LogOutput> step(LogInput input, Instant now);

    Optional<Instant> wakeAt();

    /** The real one. */
    static LogMachine of(ShardLog log) {
        return new LogMachine() {
            @Override
            public List<LogOutput> step(LogInput input, Instant now) {
                return log.step(input, now);
            }

            @Override
            public Optional<Instant> wakeAt() {
                return log.wakeAt();
            }
        };
    }
}
