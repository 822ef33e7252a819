package dev.holdfast.core.log;

/** A copy of an event for readers, kept for a while after its segment is gone; nothing that recovery needs. */
public record HistoryRow(String id, long sequence, long position, Payload payload) {}
