package dev.holdfast.architecture.offenders.holdfast.node.machine;

/** A word of its own. */
final class MachineRoom {}
