package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.holdfast.core.testing.GeneratedDocs;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page of settings is printed from reference.conf. It is also what pins the defaults: the page is committed, so a
 * default that changes, and a setting that comes or goes, shows as a change of the page.
 */
class SettingsPageTest {
    private static final Path FILE =
            GeneratedDocs.repository().resolve("cluster-node/src/main/resources/reference.conf");

    private final Map<String, ConfigValue> settings = settings();

    @Test
    void everySettingSaysWhatItIsFor() {
        settings.forEach((key, value) -> assertThat(comment(value))
                .as("the comment at %s in reference.conf", key)
                .matches("[A-Z0-9/].*[.:\"]"));
    }

    @Test
    void thePageOfSettingsSaysWhatTheFileSays() {
        String printed = print();
        assertThat(GeneratedDocs.committed("settings.md", printed))
                .as("docs/generated/settings.md; a default that changes on purpose is written with"
                        + " -Dholdfast.docs=write")
                .isEqualTo(printed);
    }

    @Test
    void theBlocksLeftToPekkoArePluginsAndDispatchers() {
        Config file = ConfigFactory.parseFile(FILE.toFile());
        for (String block : KnownSettings.OF_PEKKO) {
            Config inside = file.getConfig(block);
            assertThat(inside.hasPath("plugin-dispatcher") || inside.hasPath("executor"))
                    .as("%s is a plugin or a dispatcher", block)
                    .isTrue();
        }
    }

    private String print() {
        StringBuilder page = new StringBuilder();
        page.append("# Settings of a node\n\n")
                .append("Printed from `cluster-node/src/main/resources/reference.conf` by SettingsPageTest; do not")
                .append(" edit. A node reads them from the\nfile that it is given at its start; a setting that is")
                .append(" not on this page is refused, with the nearest one that is.\nDurations have a unit (`ms`,")
                .append(" `s`, `m`), and so have sizes (`KiB`, `MiB`); a bare number is milliseconds or bytes.\n\n")
                .append("Pekko's own settings of the plugins and of the dispatcher are not listed: ")
                .append(KnownSettings.OF_PEKKO.stream()
                        .map(block -> "`" + block + "`")
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        Map<String, Map<String, ConfigValue>> groups = settings.entrySet().stream()
                .collect(Collectors.groupingBy(
                        setting -> group(setting.getKey()),
                        TreeMap::new,
                        Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, TreeMap::new)));
        groups.forEach((group, members) -> {
            page.append("\n## ").append(group).append("\n\n| setting | default | what it is |\n| --- | --- | --- |\n");
            members.forEach((key, value) -> page.append("| `")
                    .append(key)
                    .append("` | `")
                    .append(text(value))
                    .append("` | ")
                    .append(comment(value).replace("|", "\\|"))
                    .append(" |\n"));
        });
        return page.toString();
    }

    private static Map<String, ConfigValue> settings() {
        Config file = ConfigFactory.parseFile(FILE.toFile());
        return KnownSettings.ofThisVersion().keys().stream()
                .collect(Collectors.toMap(key -> key, file::getValue, (one, _) -> one, TreeMap::new));
    }

    private static String group(String key) {
        String[] parts = key.split("\\.", -1);
        return parts.length > 2 ? parts[0] + "." + parts[1] : parts[0];
    }

    private static String comment(ConfigValue value) {
        return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
    }

    private static String text(ConfigValue value) {
        String plain = String.valueOf(value.unwrapped());
        return plain.matches("[-A-Za-z0-9 ]+") ? plain : value.render(ConfigRenderOptions.concise());
    }
}
