package dev.holdfast.agent.process;

import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.JsonLines;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What an incarnation is, as its folder keeps it.
 *
 * @param instance projects/{project}/regions/{region}/instances/{instance}
 */
record GuestSpec(String uid, long epoch, String instance, Workload workload) {
    static final String FILE = "spec.json";

    /** What may be part of a file's name. */
    private static final String PLAIN = "[A-Za-z0-9][-_A-Za-z0-9]{0,63}";

    static GuestSpec of(Incarnation incarnation, String instance, Workload workload) {
        return new GuestSpec(incarnation.uid().value(), incarnation.epoch().value(), instance, workload);
    }

    Incarnation incarnation() {
        return new Incarnation(new Uid(uid), new Epoch(epoch));
    }

    boolean hasPlainUid() {
        return uid.matches(PLAIN);
    }

    GuestSpec with(Workload other) {
        return new GuestSpec(uid, epoch, instance, other);
    }

    void write(GuestFolder folder) throws IOException {
        folder.replace("user-data", workload.userData().getBytes(StandardCharsets.UTF_8));
        folder.replace(FILE, JsonLines.line(this));
    }

    /** @throws IOException naming the file, when it cannot be read */
    static GuestSpec read(GuestFolder folder) throws IOException {
        Path file = folder.path().resolve(FILE);
        List<GuestSpec> specs = JsonLines.read(file, GuestSpec.class).values();
        if (specs.size() != 1) {
            throw new IOException(file + " must have one line but has " + specs.size());
        }
        return specs.getFirst();
    }
}
