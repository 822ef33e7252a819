package dev.holdfast.node.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything under {@code holdfast.edge}.
 *
 * @param grpcPort 0 for any free one
 * @param httpPort 0 for any free one
 * @param tls with what the gRPC server proves who it is, if it does
 * @param limits how much it takes on
 */
public record EdgeSettings(
        String grpcHost, int grpcPort, String httpHost, int httpPort, Optional<Tls> tls, EdgeLimits limits) {
    private static final String IN_WORDS = "yes, anybody who can reach this address may do anything";

    /** PEM files. */
    public record Tls(Path certificate, Path key) {}

    /** @throws ConfigException naming the setting and the rule that it breaks */
    public static EdgeSettings from(Config root) {
        Optional<Tls> tls = tls(root);
        boolean told = toldInWords(root);
        String grpcHost = root.getString("holdfast.edge.grpc.host");
        String httpHost = root.getString("holdfast.edge.http.host");
        if (tls.isEmpty() && !told) {
            loopback("holdfast.edge.grpc.host", grpcHost);
        }
        if (!told) {
            loopback("holdfast.edge.http.host", httpHost);
        }
        return new EdgeSettings(
                grpcHost,
                port(root, "holdfast.edge.grpc.port"),
                httpHost,
                port(root, "holdfast.edge.http.port"),
                tls,
                EdgeLimits.from(root));
    }

    /** Whether other machines may be spoken to in the clear. */
    static boolean toldInWords(Config root) {
        return root.getString("holdfast.edge.plaintext-beyond-loopback").equals(IN_WORDS);
    }

    private static Optional<Tls> tls(Config root) {
        String certificate = root.getString("holdfast.edge.grpc.tls.certificate");
        String key = root.getString("holdfast.edge.grpc.tls.key");
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new ConfigException.BadValue("holdfast.edge.grpc.tls", "needs both certificate and key, or neither");
        }
        return certificate.isEmpty() ? Optional.empty() : Optional.of(new Tls(Path.of(certificate), Path.of(key)));
    }

    private static int port(Config root, String key) {
        int port = root.getInt(key);
        if (port < 0 || port > 65_535) {
            throw new ConfigException.BadValue(key, "must be from 0 to 65535, not " + port);
        }
        return port;
    }

    private static void loopback(String setting, String host) {
        try {
            if (InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException unknown) {
            throw new ConfigException.BadValue(setting, "is no address: " + host, unknown);
        }
        throw new ConfigException.BadValue(
                setting,
                host + " can be reached from elsewhere and nothing asks callers who they are; use 127.0.0.1, set"
                        + " holdfast.edge.grpc.tls, or say holdfast.edge.plaintext-beyond-loopback = \"" + IN_WORDS
                        + "\"");
    }
}
