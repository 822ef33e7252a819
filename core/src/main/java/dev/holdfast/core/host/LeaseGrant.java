package dev.holdfast.core.host;

/**
 * The lease lasts {@link LeaseTerms#LEASE} from when the renewal of this number was sent.
 *
 * @param term of the shard's owner that grants it; an agent refuses lower ones than it has seen
 * @param life the agent's, as the renewal has it
 * @param number the renewal's
 */
public record LeaseGrant(long term, long life, long number) {}
