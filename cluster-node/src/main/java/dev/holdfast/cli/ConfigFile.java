package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The person's contexts: who to talk to, by name.
 *
 * <pre>{@code
 * current-context: lab
 * contexts:
 *   lab: {address: "10.0.0.7:7400", project: web, region: north}
 * }</pre>
 *
 * A key that is not known is an error, because a misspelt one would otherwise silently mean the default.
 */
record ConfigFile(Path path, Optional<String> currentContext, Map<String, Context> contexts) {
    private static final List<String> CONTEXT_KEYS = List.of("address", "project", "region");

    /** One set of values; what it leaves out has its default. */
    record Context(Optional<String> address, Optional<String> project, Optional<String> region) {}

    static Path path(Terminal terminal) {
        return terminal.environment("HOLDFAST_CONFIG")
                .map(Path::of)
                .orElseGet(() -> terminal.environment("XDG_CONFIG_HOME")
                        .map(Path::of)
                        .orElse(terminal.home().resolve(".config"))
                        .resolve("holdfast")
                        .resolve("config.yaml"));
    }

    /** Empty when there is none, unless a variable promised one. */
    static ConfigFile read(Terminal terminal) {
        Path path = path(terminal);
        if (!Files.exists(path)) {
            if (terminal.environment("HOLDFAST_CONFIG").isPresent()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "HOLDFAST_CONFIG names " + path + ", which does not exist: create it or unset it");
            }
            return new ConfigFile(path, Optional.empty(), Map.of());
        }
        try {
            return parse(path, new YAMLMapper().readTree(Files.readString(path)));
        } catch (JsonProcessingException garbled) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    path + ": not YAML at line "
                            + Optional.ofNullable(garbled.getLocation())
                                    .map(at -> at.getLineNr())
                                    .orElse(1) + ": " + garbled.getOriginalMessage(),
                    garbled);
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, path + ": cannot be read: " + unreadable, unreadable);
        }
    }

    /** @param source who asked for that name, for the error */
    Context context(String name, String source) {
        Context found = contexts.get(name);
        if (found == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "context '" + name + "' (" + source + ") is not in " + path + ": "
                            + (contexts.isEmpty() ? "it has none" : "it has " + String.join(", ", contexts.keySet())));
        }
        return found;
    }

    private static ConfigFile parse(Path path, JsonNode root) {
        if (root.isMissingNode() || root.isNull()) {
            return new ConfigFile(path, Optional.empty(), Map.of());
        }
        requireKeys(path, "the file", root, List.of("current-context", "contexts"));
        Map<String, Context> contexts = new LinkedHashMap<>();
        JsonNode given = root.path("contexts");
        if (!given.isMissingNode() && !given.isNull()) {
            requireMap(path, "contexts", given);
            for (Map.Entry<String, JsonNode> entry : given.properties()) {
                String where = "contexts." + entry.getKey();
                requireKeys(path, where, entry.getValue(), CONTEXT_KEYS);
                contexts.put(
                        entry.getKey(),
                        new Context(
                                text(path, where, entry.getValue(), "address"),
                                text(path, where, entry.getValue(), "project"),
                                text(path, where, entry.getValue(), "region")));
            }
        }
        return new ConfigFile(path, text(path, "", root, "current-context"), contexts);
    }

    private static void requireKeys(Path path, String where, JsonNode node, List<String> known) {
        requireMap(path, where, node);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        path + ": " + where + " has the key '" + entry.getKey() + "', which means nothing: known are "
                                + String.join(", ", known));
            }
        }
    }

    private static void requireMap(Path path, String where, JsonNode node) {
        if (!node.isObject()) {
            throw new CommandFailure(ExitCode.USAGE, path + ": " + where + " must be a map of keys to values");
        }
    }

    private static Optional<String> text(Path path, String where, JsonNode parent, String key) {
        JsonNode node = parent.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isValueNode() || node.asText().isBlank()) {
            throw new CommandFailure(
                    ExitCode.USAGE, path + ": " + (where.isEmpty() ? "" : where + ".") + key + " must be a text");
        }
        return Optional.of(node.asText());
    }
}
