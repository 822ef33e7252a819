package dev.holdfast.sim.cluster;

import dev.holdfast.sim.history.History;
import dev.holdfast.sim.invariant.Evidence;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.SortedMap;

/** A region of real processes, whose clients and hosts keep records of their own. */
public interface WitnessedRegion {
    /** To a node that serves. */
    ManagedChannel channel();

    /** What clients asked and were told. */
    History history();

    /** What the hosts themselves have written down. */
    SortedMap<String, Evidence.HostRecord> hostRecords() throws IOException;
}
