package dev.holdfast.agent;

import dev.holdfast.v1.AgentServiceGrpc;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One session with the cluster. All of it happens on the agent's turn: gRPC's callbacks only hand over. No more than a
 * window of messages waits for the agent, and nothing is sent that the transport has no room for.
 */
final class Session {
    private static final int WINDOW = 64;

    /** What the session tells its owner. */
    interface Owner {
        /** There is room to send; the first time, nothing was said yet. */
        void writable(Session session);

        void heard(Session session, SessionResponse message);

        /** Nothing comes any more; told once. */
        void ended(Session session, Status why);
    }

    private final Owner owner;
    private final Executor turn;
    private Optional<ClientCallStreamObserver<SessionRequest>> stream = Optional.empty();
    private boolean over;

    private Session(Owner owner, Executor turn) {
        this.owner = owner;
        this.turn = turn;
    }

    /**
     * Begins a session as soon as the channel is connected. To be called on the agent's turn.
     *
     * @param waits whether a node that cannot be reached is waited for; else the session fails at once
     */
    static Session begin(Channel channel, boolean waits, Owner owner, Executor turn) {
        Session session = new Session(owner, turn);
        AgentServiceGrpc.AgentServiceStub stub = AgentServiceGrpc.newStub(channel);
        (waits ? stub.withWaitForReady() : stub).session(session.new Responses());
        return session;
    }

    /** Whether something may be said now. */
    boolean isWritable() {
        return !over && stream.filter(ClientCallStreamObserver::isReady).isPresent();
    }

    void say(SessionRequest message) {
        if (!over) {
            stream.orElseThrow().onNext(message);
        }
    }

    /** Ends it from this side; the owner is told on a later turn. */
    void cancel(String why) {
        stream.ifPresent(each -> each.cancel(why, null));
    }

    private void end(Status why) {
        if (!over) {
            over = true;
            owner.ended(this, why);
        }
    }

    private final class Responses implements ClientResponseObserver<SessionRequest, SessionResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<SessionRequest> requests) {
            requests.disableAutoRequestWithInitial(WINDOW);
            requests.setOnReadyHandler(() -> turn.execute(() -> owner.writable(Session.this)));
            stream = Optional.of(requests);
        }

        @Override
        public void onNext(SessionResponse message) {
            turn.execute(() -> {
                if (!over) {
                    stream.orElseThrow().request(1);
                    owner.heard(Session.this, message);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            turn.execute(() -> end(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            turn.execute(() -> end(Status.OK.withDescription("the node ended the session")));
        }
    }
}
