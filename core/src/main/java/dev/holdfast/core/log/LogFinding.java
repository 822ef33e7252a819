package dev.holdfast.core.log;

/** Something in a shard's log that breaks a rule. */
public record LogFinding(ShardId shard, LogRule rule, String what) {}
