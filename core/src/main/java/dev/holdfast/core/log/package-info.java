/**
 * A shard's log: one order of facts, to which only the owner of the shard can add. {@link ShardLog} is the protocol, a
 * step machine over the {@link LogStore} port; everything it asks of a store is a record, and so is every answer. The
 * rules, and the failure behind each, are in docs/log.md.
 */
@NullMarked
package dev.holdfast.core.log;

import org.jspecify.annotations.NullMarked;
