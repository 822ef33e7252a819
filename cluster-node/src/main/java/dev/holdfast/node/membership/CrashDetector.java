package dev.holdfast.node.membership;

import com.typesafe.config.Config;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * Suspects a node as Pekko does, by its heartbeats, and at once when its process is gone ({@link Crashes}). Pekko makes
 * one for each other node, by the name in {@code pekko.cluster.failure-detector.implementation-class}.
 */
public final class CrashDetector extends PhiAccrualFailureDetector {
    private volatile String address = "";

    /** As Pekko demands it. */
    public CrashDetector(Config config, EventStream events) {
        super(config, events);
    }

    @Override
    public void setAddress(String whose) {
        super.setAddress(whose);
        address = whose;
    }

    @Override
    public boolean isAvailable() {
        return !Crashes.isGone(address) && super.isAvailable();
    }
}
