package dev.holdfast.cli.log;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which Cassandra keeps the log, and who asks; the same for every command about it. */
final class CassandraOptions {
    @Option(
            names = "--contact-points",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Some nodes of the cluster. Default: 127.0.0.1:9042")
    private List<String> contactPoints = List.of();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "The data centre that keeps the log, as Cassandra calls it. Default: datacenter1")
    private Optional<String> datacenter = Optional.empty();

    @Option(names = "--keyspace", paramLabel = "NAME", description = "One for each region. Default: holdfast")
    private Optional<String> keyspace = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Who asks, if Cassandra wants to know.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "Its first line is the user's password.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "PEM: who signs the cluster's certificates. With it, the connection uses TLS.")
    private Optional<Path> trust = Optional.empty();

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM: our own certificate, if it is asked for.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM, PKCS#8: its private key.")
    private Optional<Path> key = Optional.empty();

    /** Whether anything of it was said. */
    boolean given() {
        return !contactPoints.isEmpty()
                || datacenter.isPresent()
                || keyspace.isPresent()
                || user.isPresent()
                || passwordFile.isPresent()
                || trust.isPresent()
                || certificate.isPresent()
                || key.isPresent();
    }

    /** @throws CommandFailure when something of it is wrong */
    CassandraSettings settings() {
        List<String> points = contactPoints.isEmpty() ? List.of("127.0.0.1:9042") : contactPoints;
        for (String contactPoint : points) {
            if (!CassandraSettings.isContactPoint(contactPoint)) {
                throw usage("--contact-points must be HOST:PORT, not " + contactPoint);
            }
        }
        String name = keyspace.orElse("holdfast");
        if (!CassandraSettings.isKeyspace(name)) {
            throw usage("--keyspace must match " + CassandraSettings.keyspaceRule() + ", not " + name);
        }
        CassandraSettings.Access access = new CassandraSettings.Access(user, passwordFile, trust, certificate, key);
        access.whatIsWrong().ifPresent(wrong -> {
            throw usage("of --user, --password-file, --tls-trust, --tls-certificate and --tls-key: " + wrong);
        });
        return CassandraSettings.of(points, datacenter.orElse("datacenter1"), name, access);
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }
}
