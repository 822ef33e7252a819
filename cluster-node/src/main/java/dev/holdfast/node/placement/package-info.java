/**
 * The node's chooser of hosts: follows every shard of hosts, keeps the copy of them that core's policy looks at, and
 * answers instances that look for a host.
 */
@NullMarked
package dev.holdfast.node.placement;

import org.jspecify.annotations.NullMarked;
