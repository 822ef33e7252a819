package dev.holdfast.agent;

import dev.holdfast.core.shared.Uid;
import java.util.Collection;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** What an agent has promised, where it outlives the agent. */
interface Ledger {
    /** How often an agent was started here, this time included. */
    long life();

    /** What was kept before this life began, by instance. */
    SortedMap<Uid, Tenancy> restored();

    /** Completes when the line is on the disk; then {@link #settled} is due. */
    CompletionStage<Void> append(JournalLine line);

    void settled();

    /** Whether so many lines count no longer that it should be written anew, and nothing is on its way to it. */
    boolean isDueForRewrite(int tenancies);

    /** Writes it anew; nothing may be on its way to it. */
    CompletionStage<Void> rewrite(Collection<Tenancy> tenancies);
}
