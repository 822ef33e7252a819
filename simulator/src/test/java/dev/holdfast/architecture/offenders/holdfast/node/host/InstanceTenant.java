package dev.holdfast.architecture.offenders.holdfast.node.host;

/** About instances, among hosts. */
final class InstanceTenant {}
