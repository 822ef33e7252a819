package dev.holdfast.node.log;

import dev.holdfast.core.log.LogStore;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.setup.Setup;

/**
 * Puts something around the store that the configuration names. For tests that must know or decide what happens inside
 * a node; a node that is started the usual way has none.
 */
public final class LogStoreSetup extends Setup {
    private final UnaryOperator<LogStore> around;

    public LogStoreSetup(UnaryOperator<LogStore> around) {
        this.around = around;
    }

    LogStore apply(LogStore store) {
        return around.apply(store);
    }
}
