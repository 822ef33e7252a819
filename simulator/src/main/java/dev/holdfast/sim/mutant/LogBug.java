package dev.holdfast.sim.mutant;

import dev.holdfast.core.log.LogInput;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.sim.world.LogMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The real log, with one step of it replaced on the way in or out. */
abstract class LogBug implements LogMachine {
    private final LogMachine log;

    LogBug(LogMachine log) {
        this.log = log;
    }

    @Override
    public final List<LogOutput> step(LogInput input, Instant now) {
        List<LogOutput> outputs = new ArrayList<>();
        before(input, outputs);
        for (LogOutput output : log.step(input(input), now)) {
            output(output).ifPresent(outputs::add);
        }
        return outputs;
    }

    @Override
    public final Optional<Instant> wakeAt() {
        return log.wakeAt();
    }

    /** What is said before the log has said anything. */
    void before(LogInput input, List<LogOutput> outputs) {}

    LogInput input(LogInput input) {
        return input;
    }

    /** What is said instead; empty when nothing is. */
    Optional<LogOutput> output(LogOutput output) {
        return Optional.of(output);
    }
}
