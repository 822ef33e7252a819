package dev.holdfast.node.log.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the store in Cassandra is reached.
 *
 * @param contactPoints where a connection is first tried, each {@code host:port}
 * @param datacenter the only one that requests go to
 * @param keyspace of this region
 * @param access who the node is, and how the connection is kept private
 * @param requestTimeout after it an outcome is unknown
 * @param inFlightAtMost requests on their way at once
 * @param pageRows rows that a long read fetches at once, at most
 * @param weakerThanSafe whether a cluster on which acknowledged commands may be lost is taken all the same
 */
public record CassandraSettings(
        List<String> contactPoints,
        String datacenter,
        String keyspace,
        Access access,
        Duration requestTimeout,
        int inFlightAtMost,
        int pageRows,
        boolean weakerThanSafe) {
    /** What has to be said, word for word, to run on a cluster on which acknowledged commands may be lost. */
    public static final String WEAKER = "yes, acknowledged commands may be lost";

    private static final Pattern CONTACT_POINT = Pattern.compile("(.+):([0-9]{1,5})");
    private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final String GROUP = "holdfast.log.cassandra.";

    /**
     * Credentials and TLS; all optional.
     *
     * @param user with the first line of the password file
     * @param trust a PEM file with the certificates that sign the cluster's; with it TLS is used
     * @param certificate a PEM file with this node's own certificate, for a cluster that asks for one
     * @param key a PEM file with its private key, PKCS#8
     */
    public record Access(
            Optional<String> user,
            Optional<Path> passwordFile,
            Optional<Path> trust,
            Optional<Path> certificate,
            Optional<Path> key) {
        /** Nobody is asked, and nothing is hidden. */
        public static final Access OPEN =
                new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** What is wrong with it, if anything: in words that follow the name of what is to be changed. */
        public Optional<String> whatIsWrong() {
            if (user.isPresent() != passwordFile.isPresent()) {
                return Optional.of("user and password file are given together, or not at all");
            }
            if (certificate.isPresent() != key.isPresent()) {
                return Optional.of("certificate and key are given together, or not at all");
            }
            if (certificate.isPresent() && trust.isEmpty()) {
                return Optional.of("a certificate of one's own needs the certificates to trust beside it");
            }
            return Optional.empty();
        }
    }

    /** As they are by default, on this cluster. */
    public static CassandraSettings of(List<String> contactPoints, String datacenter, String keyspace, Access access) {
        return new CassandraSettings(
                contactPoints, datacenter, keyspace, access, Duration.ofSeconds(2), 1_024, 64, false);
    }

    public CassandraSettings {
        contactPoints = List.copyOf(contactPoints);
    }

    /** The same, on a cluster that may be weaker than safe. */
    public CassandraSettings takingRisks() {
        return new CassandraSettings(
                contactPoints, datacenter, keyspace, access, requestTimeout, inFlightAtMost, pageRows, true);
    }

    /** @throws ConfigException naming the setting in full and the rule that it breaks */
    public static CassandraSettings from(Config root) {
        List<String> contactPoints = contactPoints(root.getString(GROUP + "contact-points"));
        if (contactPoints.isEmpty() || !contactPoints.stream().allMatch(CassandraSettings::isContactPoint)) {
            throw new ConfigException.BadValue(
                    GROUP + "contact-points",
                    "must be host:port, or several with commas between, not " + String.join(", ", contactPoints));
        }
        String keyspace = root.getString(GROUP + "keyspace");
        if (!isKeyspace(keyspace)) {
            throw new ConfigException.BadValue(
                    GROUP + "keyspace", "must match " + KEYSPACE.pattern() + ", not " + keyspace);
        }
        Access access = new Access(
                text(root, "user"),
                file(root, "password-file"),
                file(root, "tls.trust"),
                file(root, "tls.certificate"),
                file(root, "tls.key"));
        access.whatIsWrong().ifPresent(wrong -> {
            throw new ConfigException.BadValue("holdfast.log.cassandra", wrong);
        });
        return new CassandraSettings(
                contactPoints,
                root.getString(GROUP + "datacenter"),
                keyspace,
                access,
                requestTimeout(root),
                positive(root, "in-flight-at-most"),
                positive(root, "page-rows"),
                weaker(root));
    }

    private static List<String> contactPoints(String text) {
        return Pattern.compile(",")
                .splitAsStream(text)
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    public static boolean isContactPoint(String text) {
        Matcher parts = CONTACT_POINT.matcher(text);
        return parts.matches() && Integer.parseInt(parts.group(2)) <= 65_535;
    }

    public static boolean isKeyspace(String text) {
        return KEYSPACE.matcher(text).matches();
    }

    /** A keyspace's name, in words for a person. */
    public static String keyspaceRule() {
        return KEYSPACE.pattern();
    }

    List<InetSocketAddress> addresses() {
        return contactPoints.stream()
                .map(text -> new InetSocketAddress(
                        text.substring(0, text.lastIndexOf(':')),
                        Integer.parseInt(text.substring(text.lastIndexOf(':') + 1))))
                .toList();
    }

    private static Optional<String> text(Config root, String key) {
        return Optional.of(root.getString(GROUP + key)).filter(text -> !text.isBlank());
    }

    private static Optional<Path> file(Config root, String key) {
        try {
            return text(root, key).map(Path::of);
        } catch (InvalidPathException notOne) {
            throw new ConfigException.BadValue(GROUP + key, "must name a file: " + notOne.getMessage(), notOne);
        }
    }

    private static Duration requestTimeout(Config root) {
        Duration timeout = root.getDuration(GROUP + "request-timeout");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new ConfigException.BadValue(GROUP + "request-timeout", "must be positive, not " + timeout);
        }
        return timeout;
    }

    private static int positive(Config root, String key) {
        int number = root.getInt(GROUP + key);
        if (number <= 0) {
            throw new ConfigException.BadValue(GROUP + key, "must be positive, not " + number);
        }
        return number;
    }

    private static boolean weaker(Config root) {
        String said = root.getString(GROUP + "weaker-than-safe");
        if (!said.isBlank() && !said.equals(WEAKER)) {
            throw new ConfigException.BadValue(
                    GROUP + "weaker-than-safe", "must be empty or, word for word: " + WEAKER);
        }
        return !said.isBlank();
    }
}
