package dev.holdfast.node.codec;

/** A message that may go from one node to another, and therefore has a name and bytes. */
public interface Sendable {}
