package dev.holdfast.cli;

import dev.holdfast.core.shared.ErrorCode;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A watch as a person or a script sees it: it goes on from its last token when the stream ends, begins anew when that
 * is not kept, and says both on stderr.
 *
 * @param <T> what is watched
 * @param <A> the messages of its stream
 */
public final class Watching<T, A> {
    /** A stream is begun anew after so long, at the latest, from where it was. */
    private static final Duration STREAM_LIMIT = Duration.ofHours(1);

    /** Opens a stream that goes on from a token, or begins with a snapshot when that is empty. */
    public interface Open<A> {
        Iterator<A> from(String resumeToken, Duration deadline);
    }

    private final Client client;
    private final Terminal terminal;
    private final String what;
    private final Open<A> open;
    private final Function<A, Told<T>> reading;
    private final Optional<Long> count;
    private String token = "";
    private long changes;
    private int tries;

    /** @param what the verb and its object, for errors: {@code watch instances of ...} */
    public Watching(
            CommandSpec spec,
            Client client,
            String what,
            WatchOptions options,
            Open<A> open,
            Function<A, Told<T>> reading) {
        this.client = client;
        this.terminal = Terminal.of(spec);
        this.what = what;
        this.count = options.count();
        this.open = open;
        this.reading = reading;
    }

    /**
     * Shows all that is told until the time is up or enough has changed.
     *
     * @param only ids that are shown; all if empty
     * @param kind how one is shown at the moment of the call
     */
    public int run(OutputOptions.Format format, List<String> only, Supplier<Kind<T>> kind) {
        Set<String> wanted = new HashSet<>(only);
        try (WatchScreen<T> screen = WatchScreen.on(terminal, format, kind)) {
            while (true) {
                try {
                    if (follow(wanted, kind, screen)) {
                        return ExitCode.OK.number();
                    }
                } catch (StatusRuntimeException failure) {
                    if (timeIsUp()) {
                        return ended(screen);
                    }
                    comeBack(failure, screen);
                }
            }
        }
    }

    /** Whether enough has changed. */
    private boolean follow(Set<String> wanted, Supplier<Kind<T>> kind, WatchScreen<T> screen) {
        Duration left = client.commandLimit().map(TimeLimit::left).orElse(STREAM_LIMIT);
        Iterator<A> stream = open.from(token, left.compareTo(STREAM_LIMIT) < 0 ? left : STREAM_LIMIT);
        while (stream.hasNext()) {
            Told<T> told = reading.apply(stream.next());
            client.wasAnswered();
            if (tries > 0) {
                tries = 0;
                screen.say(token.isEmpty() ? "connected again" : "connected again; nothing was missed");
            }
            if (!told.resumeToken().isEmpty()) {
                token = told.resumeToken();
            }
            boolean shown = wanted.isEmpty()
                    || told.thing()
                            .map(thing -> wanted.contains(kind.get().id().apply(thing)))
                            .orElse(true);
            if (shown) {
                screen.show(told);
                changes += told.what().isChange() ? 1 : 0;
            }
            if (count.isPresent() && changes >= count.get()) {
                return true;
            }
        }
        throw io.grpc.Status.UNAVAILABLE.withDescription("the stream has ended").asRuntimeException();
    }

    private void comeBack(StatusRuntimeException failure, WatchScreen<T> screen) {
        Refusal refusal = Refusal.of(failure);
        if (refusal.code().filter(ErrorCode.WATCH_TOO_OLD::equals).isPresent()) {
            token = "";
            screen.beginAnew();
            screen.say(
                    "what happened meanwhile is not kept any more (WATCH_TOO_OLD): beginning anew with all there is");
            return;
        }
        if (refusal.code().isEmpty() && refusal.status() == io.grpc.Status.Code.DEADLINE_EXCEEDED) {
            return;
        }
        tries++;
        Duration pause = client.comesBackAfter(what, refusal, tries, failure);
        if (token.isEmpty()) {
            screen.beginAnew();
        }
        if (tries == 1) {
            screen.say(what + ": " + OneLine.clause(refusal.sentence()) + " (" + refusal.reason()
                    + "): coming back until it is answered or time is up");
        }
        client.await(client.commandLimit()
                .map(TimeLimit::left)
                .filter(left -> left.compareTo(pause) < 0)
                .orElse(pause));
    }

    private boolean timeIsUp() {
        return client.commandLimit().filter(TimeLimit::over).isPresent();
    }

    private int ended(WatchScreen<T> screen) {
        if (count.isEmpty()) {
            return ExitCode.OK.number();
        }
        screen.say(what + ": " + changes + " of " + count.get()
                + " changes had come when time was up (DEADLINE_EXCEEDED)");
        return ExitCode.TIMED_OUT.number();
    }
}
