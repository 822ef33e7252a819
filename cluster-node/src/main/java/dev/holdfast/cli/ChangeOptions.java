package dev.holdfast.cli;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that changes something. */
public final class ChangeOptions {
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,64}");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            description = "Under which the change takes effect once, however often it is sent; drawn when not given."
                    + " For several resources, -1, -2... is added for each.")
    private Optional<String> requestId = Optional.empty();

    @Option(names = "--dry-run", description = "Say what would come of it, and change nothing.")
    private boolean dryRun;

    public boolean dryRun() {
        return dryRun;
    }

    /**
     * The ids of one command's requests.
     *
     * @param count how many requests there will be; ids of several are numbered
     */
    public RequestIds requestIds(int count) {
        RequestIds ids =
                new RequestIds(requestId.orElseGet(() -> UUID.randomUUID().toString()), count > 1);
        if (!REQUEST_ID.matcher(ids.of(count)).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--request-id '" + ids.base() + "' is not allowed: 1 to 64 visible ASCII characters"
                            + (count > 1 ? ", with -" + count + " added" : ""));
        }
        return ids;
    }

    /**
     * The ids of one command's requests: the same command with the same base has the same ids.
     *
     * @param base what a person repeats the command with
     */
    public record RequestIds(String base, boolean numbered) {
        /** @param position from 1 */
        public String of(int position) {
            return numbered ? base + "-" + position : base;
        }
    }
}
