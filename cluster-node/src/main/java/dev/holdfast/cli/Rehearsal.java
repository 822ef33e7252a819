package dev.holdfast.cli;

import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the usual commands once, against a server that answers every request with an empty message: a process of its
 * own, because a virtual machine that starts from the cache loads all that is in it, and a client needs no server. The
 * launcher has the virtual machine watch this after a build, and keeps what it had to load and link: later commands
 * start from there. Nothing is read but the class path, nothing is written, nothing leaves the machine.
 */
public final class Rehearsal {
    private static final List<String> COMMANDS = List.of(
            "instance get web-1",
            "instance get web-1 -o json",
            "instance list",
            "instance create web-1 --async",
            "instance stop web-1 --async",
            "instance events web-1",
            "host list",
            "operation list",
            "complete -- instance get web-1",
            "config");

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        LibraryLogs.hush(false);
        if (arguments.length > 0) {
            answerUntilNobodyListens();
            return;
        }
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rehearsal.class.getName(),
                        "answer")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(String.valueOf(said.readLine()));
            for (String command : COMMANDS) {
                Main.run(terminal(port), command.split(" ", -1));
            }
        } finally {
            server.destroy();
        }
    }

    /** Prints the port; ends when whoever started it does. */
    private static void answerUntilNobodyListens() throws IOException {
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .directExecutor()
                .fallbackHandlerRegistry(new EmptyAnswers())
                .build()
                .start();
        System.out.println(server.getPort());
        System.out.flush();
        var _ = System.in.read();
        server.shutdownNow();
    }

    private static Terminal terminal(int port) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Terminal(
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                false,
                false,
                Map.of("HOLDFAST_ADDRESS", InetAddress.getLoopbackAddress().getHostAddress() + ":" + port),
                Path.of("nonexistent"));
    }

    /** No bytes are a message of every type. */
    private static final class EmptyAnswers extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(name)
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();
            return ServerMethodDefinition.create(method, ServerCalls.asyncUnaryCall((_, caller) -> {
                caller.onNext(new byte[0]);
                caller.onCompleted();
            }));
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
