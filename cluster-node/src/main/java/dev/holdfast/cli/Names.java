package dev.holdfast.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Between the short ids that a person types and the full resource names of the API. A full name is accepted wherever an
 * id is.
 *
 * @param project the one that short ids belong to
 * @param region the same
 */
public record Names(String project, String region) {
    private static final String ID = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern ID_PATTERN = Pattern.compile(ID);
    private static final Pattern INSTANCE = Pattern.compile("projects/" + ID + "/regions/" + ID + "/instances/" + ID);
    private static final Pattern HOST = Pattern.compile("regions/" + ID + "/hosts/" + ID);
    private static final String OPERATION_ID = ID + "\\.[0-9]{1,19}";
    private static final Pattern OPERATION_ID_PATTERN = Pattern.compile(OPERATION_ID);
    private static final Pattern OPERATION =
            Pattern.compile("projects/" + ID + "/regions/" + ID + "/operations/" + OPERATION_ID);

    /** The rule for ids, in words. */
    public static final String ID_RULE =
            "1 to 63 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen";

    /** Parent of instances and operations. */
    public String parent() {
        return "projects/" + project + "/regions/" + region;
    }

    /** Parent of hosts. */
    public String regionName() {
        return "regions/" + region;
    }

    /** @throws CommandFailure (usage) if it is neither an id nor a full name of an instance */
    public String instance(String typed) {
        return typed.contains("/")
                ? requireFull(typed, INSTANCE, "projects/PROJECT/regions/REGION/instances/NAME")
                : parent() + "/instances/" + requireId(typed, "instance name");
    }

    /** @throws CommandFailure (usage) if it is neither an id nor a full name of a host */
    public String host(String typed) {
        return typed.contains("/")
                ? requireFull(typed, HOST, "regions/REGION/hosts/NAME")
                : regionName() + "/hosts/" + requireId(typed, "host name");
    }

    /** @throws CommandFailure (usage) if it is neither an id nor a full name of an operation */
    public String operation(String typed) {
        if (typed.contains("/")) {
            return requireFull(typed, OPERATION, "projects/PROJECT/regions/REGION/operations/ID");
        }
        if (!OPERATION_ID_PATTERN.matcher(typed).matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "operation id '" + typed
                            + "' is not one: an instance's name, a dot and a number, such as web-1.17; `holdfast operation list` shows them");
        }
        return parent() + "/operations/" + typed;
    }

    /** The last part, which is what a person types. */
    public static String shortId(String fullName) {
        return fullName.substring(fullName.lastIndexOf('/') + 1);
    }

    /** @param what names the value in the error */
    public static String requireId(String value, String what) {
        Matcher matcher = ID_PATTERN.matcher(value);
        if (!matcher.matches()) {
            throw new CommandFailure(ExitCode.USAGE, what + " '" + value + "' is not allowed: " + ID_RULE);
        }
        return value;
    }

    private static String requireFull(String typed, Pattern pattern, String shape) {
        if (!pattern.matcher(typed).matches()) {
            throw new CommandFailure(ExitCode.USAGE, "'" + typed + "' is not a resource name of the form " + shape);
        }
        return typed;
    }
}
