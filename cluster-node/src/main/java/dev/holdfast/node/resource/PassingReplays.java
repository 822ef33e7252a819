package dev.holdfast.node.resource;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps out of the log what Pekko says, with a page of stack, of each entity that ends because the store is away: its
 * supervision of persistent actors cannot be told not to. {@link ReplayTroubles} says it in a line. Whatever else an
 * entity ends by is said with its stack. Made by logback, by its name.
 */
public final class PassingReplays extends Filter<ILoggingEvent> {
    private static final String ENTITY = PersistentShell.class.getName();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getThrowableProxy() instanceof ThrowableProxy thrown
                        && event.getLoggerName().equals(ENTITY)
                        && ReplayFailure.passes(thrown.getThrowable())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
