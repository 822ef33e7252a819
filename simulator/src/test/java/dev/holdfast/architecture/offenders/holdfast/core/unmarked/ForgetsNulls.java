package dev.holdfast.architecture.offenders.holdfast.core.unmarked;

/** Its package has no package-info. */
final class ForgetsNulls {}
