/**
 * What a node counts, the page on which it shows that, and the form of its log lines. Whoever does something tells it
 * here; nothing here asks, and no name of a resource or a project is a label.
 */
@NullMarked
package dev.holdfast.node.telemetry;

import org.jspecify.annotations.NullMarked;
