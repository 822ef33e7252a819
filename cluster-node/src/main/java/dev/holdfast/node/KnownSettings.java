package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every setting that Holdfast reads: the leaves of {@code holdfast} in reference.conf. A key that is none of them is a
 * slip of the pen whose author believes that it works, so a node that is given one does not start.
 *
 * @param keys full keys, without those of {@link #OF_PEKKO}
 */
record KnownSettings(SortedSet<String> keys) {
    /** Blocks whose keys are Pekko's to know: plugins and dispatchers that happen to be Holdfast's. */
    static final List<String> OF_PEKKO =
            List.of("holdfast.log.dispatcher", "holdfast.log.journal", "holdfast.log.snapshots");

    private static final String ROOT = "holdfast";

    /** Where and how a process writes its log lines: system properties that logback.xml reads, and no settings. */
    private static final List<String> LOG_LINES =
            List.of("holdfast.log.file", "holdfast.log.format", "holdfast.log.level");

    KnownSettings {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }

    /** What reference.conf has; system properties, which the library counts to it, do not. */
    static KnownSettings ofThisVersion() {
        Config reference = ConfigFactory.defaultReferenceUnresolved();
        return new KnownSettings(new TreeSet<>(leaves(reference).keySet()));
    }

    boolean contains(String key) {
        return keys.contains(key);
    }

    /** @throws ConfigException naming the first key that is none of these, where it was set, and the one meant */
    void refuseOthers(Config config) {
        leaves(config).forEach((key, value) -> {
            if (!keys.contains(key) && !isOnlyAProperty(key)) {
                throw new ConfigException.BadValue(value.origin(), key, whatIsWrong(key));
            }
        });
    }

    /** Leaves below {@code holdfast} by their full key; an empty group is a leaf, since it has no others. */
    private static SortedMap<String, ConfigValue> leaves(Config config) {
        SortedMap<String, ConfigValue> leaves = new TreeMap<>();
        ConfigValue root = config.root().get(ROOT);
        if (root instanceof ConfigObject group) {
            collect(new ArrayList<>(List.of(ROOT)), group, leaves);
        } else if (root != null) {
            leaves.put(ROOT, root);
        }
        return leaves;
    }

    private static void collect(List<String> path, ConfigObject group, Map<String, ConfigValue> leaves) {
        group.forEach((name, value) -> {
            path.add(name);
            String key = ConfigUtil.joinPath(path);
            if (!OF_PEKKO.contains(key)) {
                if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                    collect(path, inner, leaves);
                } else {
                    leaves.put(key, value);
                }
            }
            path.removeLast();
        });
    }

    /**
     * System properties are settings too, but not all that begin with our name: builds and tests have some of their own
     * ({@code holdfast.seed}). Those lie outside of every group of settings.
     */
    private boolean isOnlyAProperty(String key) {
        if (!ConfigFactory.defaultOverrides().hasPathOrNull(key)) {
            return false;
        }
        int group = key.indexOf('.', ROOT.length() + 1);
        return LOG_LINES.contains(key)
                || group < 0
                || keys.stream().noneMatch(known -> known.startsWith(key.substring(0, group + 1)));
    }

    private String whatIsWrong(String key) {
        List<String> inside =
                keys.stream().filter(known -> known.startsWith(key + ".")).toList();
        if (!inside.isEmpty()) {
            return "is a group of settings and no setting; in it are "
                    + inside.stream()
                            .map(known -> known.substring(key.length() + 1))
                            .collect(Collectors.joining(", "));
        }
        return "is no setting of Holdfast; did you mean " + nearest(key) + "?";
    }

    private String nearest(String key) {
        return Collections.min(
                keys,
                Comparator.comparingInt((String known) -> distance(known, key)).thenComparing(known -> known));
    }

    /** How many letters must be put in, taken out or replaced to get from one text to the other. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(above[column], current[column - 1]) + 1);
            }
            above = current;
        }
        return above[to.length()];
    }
}
