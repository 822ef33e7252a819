package dev.holdfast.cli.instance;

import com.google.protobuf.Timestamp;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.v1.InstanceVersion;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Points of an instance's history as a person types them. */
final class Versions {
    private Versions() {}

    /** @param typed an etag, or a time such as 2026-01-31T12:00:00Z */
    static InstanceVersion of(String typed) {
        if (typed.matches("[0-9a-z]{1,13}")) {
            return InstanceVersion.newBuilder().setEtag(typed).build();
        }
        try {
            Instant at = OffsetDateTime.parse(typed).toInstant();
            return InstanceVersion.newBuilder()
                    .setTime(Timestamp.newBuilder()
                            .setSeconds(at.getEpochSecond())
                            .setNanos(at.getNano()))
                    .build();
        } catch (DateTimeException none) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'" + typed + "' is no version: an etag, or a time such as 2026-01-31T12:00:00Z",
                    none);
        }
    }
}
