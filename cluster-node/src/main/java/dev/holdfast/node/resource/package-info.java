/**
 * The one actor shell around every resource, and the keeper beside a shard's resources. A rule about one kind of
 * resource that is visible here is in the wrong module.
 */
@NullMarked
package dev.holdfast.node.resource;

import org.jspecify.annotations.NullMarked;
