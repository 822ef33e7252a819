package dev.holdfast.agent;

import io.grpc.Status;

/** Who wants to know how an agent fares; called on the agent's turn, so it must not block. */
public interface AgentListener {
    /** A listener that does not care. */
    AgentListener NONE = new AgentListener() {
        @Override
        public void connected(String host) {}

        @Override
        public void disconnected(String host, Status why) {}

        @Override
        public void broken(String host, Throwable why) {}
    };

    /** A session was welcomed. */
    void connected(String host);

    /** A session ended, or none began; the agent tries again by itself. */
    void disconnected(String host, Status why);

    /** The agent can no longer keep its word, because its disk or its driver's inventory fails; it has stopped. */
    void broken(String host, Throwable why);
}
