/**
 * A node among the others of its region: where they reach each other, how it joins them, why it ended. Who owns what is
 * not decided here.
 */
@NullMarked
package dev.holdfast.node.membership;

import org.jspecify.annotations.NullMarked;
