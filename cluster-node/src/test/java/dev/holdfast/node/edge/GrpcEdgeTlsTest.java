package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.node.telemetry.CallFigures;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcEdgeTlsTest {
    private static final char[] PASSWORD = "only for this test".toCharArray();

    @TempDir
    private Path folder;

    private GrpcEdge edge;
    private Path certificate;

    @BeforeEach
    void start() throws Exception {
        KeyStore store = freshKeyAndCertificate();
        certificate = pem("CERTIFICATE", store.getCertificate("edge").getEncoded());
        Path key = pem("PRIVATE KEY", store.getKey("edge", PASSWORD).getEncoded());
        EdgeSettings settings = new EdgeSettings(
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                Optional.of(new EdgeSettings.Tls(certificate, key)),
                new EdgeLimits(10, 10, 10, 10, 10));
        edge = GrpcEdge.start(
                settings,
                List.of(),
                new RegionRouter(RegionDirectory.none("local")),
                new CallFigures(new SimpleMeterRegistry()));
        edge.serving();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aClientThatTrustsTheCertificateIsServed() throws Exception {
        ChannelCredentials trusting = TlsChannelCredentials.newBuilder()
                .trustManager(certificate.toFile())
                .build();
        assertThat(health(trusting)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aClientThatDoesNotTrustItTurnsAway() {
        assertTurnedAway(TlsChannelCredentials.create());
    }

    @Test
    void aClientThatSpeaksPlaintextIsNotServed() {
        assertTurnedAway(InsecureChannelCredentials.create());
    }

    private void assertTurnedAway(ChannelCredentials credentials) {
        assertThatThrownBy(() -> health(credentials))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    private ServingStatus health(ChannelCredentials credentials) throws InterruptedException {
        ManagedChannel channel = Grpc.newChannelBuilderForAddress("localhost", edge.port(), credentials)
                .build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
            assertThat(channel.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Made anew by the JDK's own tool, so that no private key is ever kept in the repository. */
    private KeyStore freshKeyAndCertificate() throws Exception {
        Path file = folder.resolve("edge.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.out").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as(Files.readString(folder.resolve("keytool.out")))
                .isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private Path pem(String kind, byte[] content) throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Path file = folder.resolve(kind.replace(' ', '-') + ".pem");
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }
}
