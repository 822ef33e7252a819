package dev.holdfast.agent.simulated;

/** Who wants to know how a fleet fares; called from its threads, so it must not block. */
public interface FleetListener {
    /** A listener that does not care. */
    FleetListener NONE = new FleetListener() {
        @Override
        public void connected(int connected, int hosts) {}

        @Override
        public void refused(String host, String why) {}
    };

    /**
     * The number of connected hosts has changed.
     *
     * @param connected how many have a session that was welcomed
     * @param hosts how many there are
     */
    void connected(int connected, int hosts);

    /** A host will not be connected: its registration was refused for good, or its disk fails. */
    void refused(String host, String why);
}
