package dev.holdfast.node.edge;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Between Java's and protobuf's points and lengths of time. */
public final class ProtoTimes {
    private ProtoTimes() {}

    public static Timestamp of(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    public static Duration of(java.time.Duration length) {
        return Duration.newBuilder()
                .setSeconds(length.toSeconds())
                .setNanos(length.toNanosPart())
                .build();
    }

    public static java.time.Duration of(Duration length) {
        return java.time.Duration.ofSeconds(length.getSeconds(), length.getNanos());
    }
}
