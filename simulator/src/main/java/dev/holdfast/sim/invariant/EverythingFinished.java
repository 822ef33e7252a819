package dev.holdfast.sim.invariant;

import com.google.longrunning.Operation;
import java.util.List;
import java.util.Map;

/** Every operation that was accepted has come to its end by itself, good or bad. */
public final class EverythingFinished implements Invariant {
    @Override
    public Finding judge(Evidence evidence) {
        List<String> running = evidence.operations().entrySet().stream()
                .filter(entry -> !entry.getValue().getDone())
                .map(Map.Entry<String, Operation>::getKey)
                .sorted()
                .toList();
        return new Finding("unfinished", evidence.operations().size(), running);
    }
}
