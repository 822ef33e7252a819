package dev.holdfast.node.edge;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the other regions' nodes are, by a file that is looked at again and again: who adds a region, or moves one,
 * writes it there, and no node is started anew. A file that became unreadable changes nothing.
 */
public final class RegionDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegionDirectory.class);

    private final RegionSettings settings;
    private final String self;
    private volatile Map<String, RemoteRegion> regions = Map.of();
    private String seen = "";

    private RegionDirectory(RegionSettings settings, String self) {
        this.settings = settings;
        this.self = self;
    }

    /**
     * @param self the region that this node serves; whatever the file says of it
     * @throws IOException when the file cannot be read
     * @throws ConfigException when it does not say what it should
     */
    public static RegionDirectory open(RegionSettings settings, String self) throws IOException {
        RegionDirectory directory = new RegionDirectory(settings, self);
        if (settings.file().isPresent()) {
            directory.read(settings.file().get());
        }
        return directory;
    }

    /** Of a node that knows no region but its own. */
    public static RegionDirectory none(String self) {
        return new RegionDirectory(
                new RegionSettings(
                        Optional.empty(), Duration.ofDays(1), Optional.empty(), false, 1, Duration.ofDays(1)),
                self);
    }

    Optional<RemoteRegion> region(String name) {
        return Optional.ofNullable(regions.get(name));
    }

    /** Whether it names any region but this node's own. */
    boolean isEmpty() {
        return regions.isEmpty();
    }

    String self() {
        return self;
    }

    /** Looks at the file again, and at who can be reached. */
    public synchronized void look() {
        if (settings.file().isEmpty()) {
            return;
        }
        Path file = settings.file().get();
        try {
            read(file);
        } catch (IOException | RuntimeException wrong) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("why", wrong.getMessage())
                    .log("The directory of regions cannot be read; what it said before holds on.");
        }
        regions.values().forEach(RemoteRegion::knock);
    }

    private synchronized void read(Path file) throws IOException {
        String text = Files.readString(file);
        if (text.equals(seen)) {
            return;
        }
        SortedMap<String, List<String>> nodes = RegionFile.parse(
                text,
                file.toString(),
                settings.plaintextBeyondLoopback() || settings.trust().isPresent());
        nodes.remove(self);
        Map<String, RemoteRegion> before = new TreeMap<>(regions);
        Map<String, RemoteRegion> after = new TreeMap<>();
        List<RemoteRegion> opened = new ArrayList<>();
        for (Map.Entry<String, List<String>> each : nodes.entrySet()) {
            RemoteRegion known = before.get(each.getKey());
            if (known != null && known.addresses().equals(each.getValue())) {
                after.put(each.getKey(), known);
                before.remove(each.getKey());
            } else {
                opened.add(opened(each.getKey(), each.getValue(), file, opened));
                after.put(each.getKey(), opened.getLast());
            }
        }
        regions = Map.copyOf(after);
        before.values().forEach(RemoteRegion::close);
        if (!seen.isEmpty() || !after.isEmpty()) {
            LOG.atInfo().addKeyValue("regions", after.keySet()).log("The directory of regions was read.");
        }
        seen = text;
    }

    /** @param others closed again when this one cannot be opened */
    private RemoteRegion opened(String name, List<String> nodes, Path file, List<RemoteRegion> others)
            throws IOException {
        try {
            return RemoteRegion.of(name, nodes, settings);
        } catch (IllegalArgumentException noAddress) {
            others.forEach(RemoteRegion::close);
            throw new ConfigException.BadValue(
                    file + ": " + name, "names a node that cannot be spoken to: " + noAddress.getMessage(), noAddress);
        } catch (IOException unreadable) {
            others.forEach(RemoteRegion::close);
            throw unreadable;
        }
    }

    @Override
    public synchronized void close() {
        regions.values().forEach(RemoteRegion::close);
        regions = Map.of();
    }
}
