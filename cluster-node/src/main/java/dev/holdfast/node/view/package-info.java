/**
 * What a shard's keeper knows of its resources: their states in the order of the log's commits, and who must be woken
 * when. Lists and followers are served from here, never from the entities, whose callbacks race.
 */
@NullMarked
package dev.holdfast.node.view;

import org.jspecify.annotations.NullMarked;
