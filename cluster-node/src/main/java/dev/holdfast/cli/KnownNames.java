package dev.holdfast.cli;

import java.util.Collections;
import java.util.Iterator;

/**
 * Says of an option or an argument, as its {@code completionCandidates}, that it takes the name of something that is
 * there. The names themselves are not here: the server has them, or the config file, and only a shell's completion
 * asks.
 */
public sealed interface KnownNames extends Iterable<String> {
    @Override
    default Iterator<String> iterator() {
        return Collections.emptyIterator();
    }

    /** A project's instances. */
    record OfInstances() implements KnownNames {}

    /** A region's hosts. */
    record OfHosts() implements KnownNames {}

    /** A project's operations. */
    record OfOperations() implements KnownNames {}

    /** A region's sizes. */
    record OfSizes() implements KnownNames {}

    /** The config file's contexts. */
    record OfContexts() implements KnownNames {}
}
