package dev.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says; Maven leaves the number in the jar. */
public final class Version implements IVersionProvider {
    private static final String MAVEN_PROPERTIES = "/META-INF/maven/dev.holdfast/holdfast-cluster-node/pom.properties";

    /** The number of the release, or that this was not built as one. */
    public static String number() {
        try (InputStream properties = Version.class.getResourceAsStream(MAVEN_PROPERTIES)) {
            if (properties == null) {
                return "unpackaged";
            }
            Properties known = new Properties();
            known.load(properties);
            return known.getProperty("version", "unpackaged");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"holdfast " + number() + " (Java " + Runtime.version() + ")"};
    }
}
