package dev.holdfast.architecture.offenders.holdfast.core.resource;

/** What a lower box must not know. */
public final class Above {}
