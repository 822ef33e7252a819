package dev.holdfast.node.codec;

/**
 * Something of any named type inside a message: a command, a state. Written as its name and its content.
 *
 * @param value of a type with a name of its own
 */
public record Body(Object value) {}
