/**
 * Looks at logs from beside a node: every shard's, as it is at one moment, and nothing is changed. The rules are
 * core's.
 */
@NullMarked
package dev.holdfast.node.log.audit;

import org.jspecify.annotations.NullMarked;
