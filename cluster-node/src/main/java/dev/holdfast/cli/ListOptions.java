package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which of a list are wanted, and in what order; the node picks and orders. */
public final class ListOptions {
    private static final Pattern REQUIREMENT = Pattern.compile("(!?)([-_./a-zA-Z0-9]+)(?:(!=|==?)([-_.a-zA-Z0-9]*))?");

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description =
                    "Only those of which this is true, such as 'state = RUNNING AND cores >= 4'; docs/questions.md"
                            + " has all of it.")
    private String filter = "";

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            split = ",",
            description = "Only those with these labels, such as tier=data,env!=test,owner,!old; may be repeated.")
    private List<String> selector = List.of();

    @Option(
            names = "--order-by",
            paramLabel = "FIELDS",
            description = "In this order, such as 'fault_domain, cores desc'; by name when not given.")
    private String orderBy = "";

    /**
     * Both conditions as one. The person's own words stand first and as they are, so that the column in a refusal is
     * theirs; that needs no parentheses, because AND binds least.
     */
    public String filter() {
        List<String> parts = new ArrayList<>();
        if (!filter.isBlank()) {
            parts.add(filter);
        }
        selector.stream().map(ListOptions::requirement).forEach(parts::add);
        return String.join(" AND ", parts);
    }

    public String orderBy() {
        return orderBy;
    }

    private static String requirement(String typed) {
        Matcher matcher = REQUIREMENT.matcher(typed.strip());
        boolean hasValue = matcher.matches() && matcher.group(3) != null;
        if (!matcher.matches() || (hasValue && !matcher.group(1).isEmpty())) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--selector '" + typed + "' is none: KEY=VALUE, KEY!=VALUE, KEY or !KEY");
        }
        String field = "labels." + matcher.group(2);
        if (!hasValue) {
            return (matcher.group(1).isEmpty() ? "" : "NOT ") + field + ":*";
        }
        return field + (matcher.group(3).equals("!=") ? " != \"" : " = \"") + matcher.group(4) + "\"";
    }
}
