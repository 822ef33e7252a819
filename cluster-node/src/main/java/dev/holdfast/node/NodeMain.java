package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.membership.Membership;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node as a process of its own. Says {@code ready grpc=HOST:PORT http=HOST:PORT} on one line when it serves, and ends
 * with its node: on a signal, or, if asked to, when its standard input ends, so that it never outlives whoever started
 * it; and with {@link #START_AGAIN} when it has ended by itself, because its store can no longer be written or its
 * region went on without it.
 */
public final class NodeMain {
    /** Ends a process that is to be started again, as it was, by whoever watches it; the line before it says why. */
    public static final int START_AGAIN = 5;

    private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);

    private static final String UNTIL_INPUT_ENDS = "--until-input-ends";

    private NodeMain() {}

    /** @param args {@code [--until-input-ends] [FILE]}: a file of settings */
    public static void main(String[] args) {
        System.exit(run(args, UnaryOperator.identity()));
    }

    /** @param aroundStore put around the log's store; for tests */
    public static int run(String[] args, UnaryOperator<LogStore> aroundStore) {
        boolean untilInputEnds = Arrays.asList(args).contains(UNTIL_INPUT_ENDS);
        try {
            Config file = ConfigFactory.empty();
            for (String arg : args) {
                if (!arg.equals(UNTIL_INPUT_ENDS)) {
                    file = ConfigFactory.parseFile(
                            new File(arg), ConfigParseOptions.defaults().setAllowMissing(false));
                }
            }
            NodeSettings settings = NodeSettings.from(file);
            Node node = Node.start(settings, aroundStore);
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "holdfast-stop"));
            System.out.println("ready grpc=" + node.grpcAddress(settings) + " http="
                    + settings.edge().httpHost() + ":" + node.httpPort());
            System.out.flush();
            LOG.atInfo()
                    .addKeyValue("region", settings.region())
                    .addKeyValue("grpc", node.grpcAddress(settings))
                    .addKeyValue("httpPort", node.httpPort())
                    .log("The node is ready.");
            CompletableFuture<Integer> end = new CompletableFuture<>();
            node.ended().whenComplete((_, _) -> end.complete(ended(node)));
            if (untilInputEnds) {
                Thread.ofPlatform().daemon().name("holdfast-input").start(() -> readToItsEnd(end));
            }
            return end.join();
        } catch (ConfigException | IOException | TimeoutException | IllegalStateException | LinkageError failed) {
            LOG.atError().setCause(failed).log("The node cannot start.");
            System.err.println("holdfast: the node cannot start: " + failed.getMessage());
            return 1;
        }
    }

    /** The exit code for a node that has ended, after saying why if nobody asked for it. */
    static int ended(Node node) {
        Membership.Ending ending = node.ending().orElseGet(() -> new Membership.Ending(false, "its actors have ended"));
        LOG.atInfo().addKeyValue("why", ending.why()).log("The node has ended.");
        if (ending.asked()) {
            return 0;
        }
        System.err.println("holdfast: the node has ended: " + ending.why() + "; start it again");
        return START_AGAIN;
    }

    /** Whatever is said, only its end means something. */
    private static void readToItsEnd(CompletableFuture<Integer> end) {
        try {
            while (System.in.read() >= 0) {
                // More may come.
            }
        } catch (IOException gone) {
            // Whoever started this process is gone, which is an end too.
        }
        end.complete(0);
    }
}
