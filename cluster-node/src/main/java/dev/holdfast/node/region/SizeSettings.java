package dev.holdfast.node.region;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.region.SizeCatalogue.NamedSize;
import dev.holdfast.core.shared.Names;
import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code holdfast.sizes}: the sizes that have a name. */
public final class SizeSettings {
    private static final String KEY = "holdfast.sizes";
    private static final int AT_MOST = 64;
    private static final Set<String> KNOWN = Set.of("name", "cores", "memory-mib", "disk-gib", "gpus");

    private SizeSettings() {}

    /** @throws ConfigException naming the entry and the rule that it breaks */
    public static SizeCatalogue from(Config root) {
        List<? extends Config> entries = root.getConfigList(KEY);
        if (entries.size() > AT_MOST) {
            throw new ConfigException.BadValue(KEY, "has " + entries.size() + " sizes; at most " + AT_MOST);
        }
        List<NamedSize> sizes = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            sizes.add(size(entries.get(at), KEY + "[" + at + "]"));
        }
        try {
            return new SizeCatalogue(sizes);
        } catch (IllegalArgumentException twice) {
            throw new ConfigException.BadValue(KEY, String.valueOf(twice.getMessage()), twice);
        }
    }

    private static NamedSize size(Config entry, String path) {
        TreeSet<String> unknown = new TreeSet<>(entry.root().keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw new ConfigException.BadValue(
                    path, "has " + unknown.first() + "; known are name, cores, memory-mib, disk-gib and gpus");
        }
        String name = entry.getString("name");
        if (!Names.isName(name)) {
            throw new ConfigException.BadValue(path + ".name", "must match " + Names.RULE + ", not " + name);
        }
        return new NamedSize(
                name,
                new Quantities(
                        (int) within(entry, path, "cores", 1, 4_096),
                        within(entry, path, "memory-mib", 128, 67_108_864),
                        within(entry, path, "disk-gib", 0, 1_048_576),
                        (int) within(entry, path, "gpus", 0, 1_024)));
    }

    /** The same bounds as the API's, so that a named size is one that could have been given. */
    private static long within(Config entry, String path, String key, long least, long most) {
        long value = entry.getLong(key);
        if (value < least || value > most) {
            throw new ConfigException.BadValue(
                    path + "." + key, "must be from " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
