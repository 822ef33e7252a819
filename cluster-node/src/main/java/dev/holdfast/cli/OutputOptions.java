package dev.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How what was found, or acknowledged, is printed: always on stdout, and nothing else goes there. */
public final class OutputOptions {
    /** The forms. */
    public enum Format {
        /** For people. */
        table,
        /** For people, with everything. */
        wide,
        /** For programs. */
        json,
        /** For people who want all of it, and for programs. */
        yaml,
        /** For other commands: one short id a line. */
        name
    }

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, wide, json, yaml or name (one short id a line).",
            completionCandidates = FormatNames.class)
    private Format format = Format.table;

    public Format format() {
        return format;
    }

    /** Whether a person reads it, so that a hint on stderr is welcome. */
    public boolean forPeople() {
        return format == Format.table || format == Format.wide;
    }

    /** Prints one thing; in JSON and YAML it stands alone. */
    public <T> void print(Kind<T> kind, T thing) {
        Terminal terminal = Terminal.of(spec);
        switch (format) {
            case table, wide -> printTable(terminal, kind, List.of(thing));
            case json -> terminal.print(Trees.json(kind.tree().apply(thing)));
            case yaml -> terminal.print(Trees.yaml(kind.tree().apply(thing)).stripTrailing());
            case name -> terminal.print(kind.id().apply(thing));
        }
    }

    /** Prints any number of things; in JSON and YAML they stand in a list under the kind's plural. */
    public <T> void printAll(Kind<T> kind, List<T> things) {
        Terminal terminal = Terminal.of(spec);
        switch (format) {
            case table, wide -> {
                if (things.isEmpty()) {
                    terminal.say("no " + kind.plural());
                } else {
                    printTable(terminal, kind, things);
                }
            }
            case json -> terminal.print(Trees.json(list(kind, things)));
            case yaml -> terminal.print(Trees.yaml(list(kind, things)).stripTrailing());
            case name -> things.forEach(thing -> terminal.print(kind.id().apply(thing)));
        }
    }

    private <T> void printTable(Terminal terminal, Kind<T> kind, List<T> things) {
        boolean wide = format == Format.wide;
        // Only what a person looks at is cut, and not when all of it was asked for.
        int room = wide ? Integer.MAX_VALUE : terminal.roomOnOut();
        Table.lines(kind, things, wide, terminal.colourOnOut(), room).forEach(terminal::print);
    }

    private static <T> JsonNode list(Kind<T> kind, List<T> things) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray(kind.plural());
        things.forEach(thing -> array.add(kind.tree().apply(thing)));
        return root;
    }

    /** The forms, for completion. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("table", "wide", "json", "yaml", "name").iterator();
        }
    }
}
