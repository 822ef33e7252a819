package dev.holdfast.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a node says on {@code /health}. */
final class Health {
    private static final int PATIENCE_MILLIS = 1_000;

    private Health() {}

    /** How the node stands; empty when it does not answer within a second. */
    static Optional<Member.State> of(String httpAddress) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + httpAddress + "/health").toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try {
                if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
                    return Optional.of(Member.State.SERVING);
                }
                try (InputStream body = connection.getErrorStream()) {
                    boolean stopping = body != null
                            && new String(body.readAllBytes(), StandardCharsets.UTF_8).contains("\"stopping\"");
                    return Optional.of(stopping ? Member.State.STOPPING : Member.State.STARTING);
                }
            } finally {
                connection.disconnect();
            }
        } catch (IOException silent) {
            return Optional.empty();
        }
    }
}
