package dev.holdfast.cli;

import picocli.CommandLine.Command;

/** The program itself; everything it does, a subcommand does. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "A control plane for compute: it decides where instances run and never loses or doubles one.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "holdfast COMMAND [options]",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nTo begin:%n",
        footer = {
            "  holdfast dev                                 a node and simulated hosts on this machine",
            "  holdfast instance create web-1 --wait        ask for an instance, and wait until it runs",
            "  holdfast instance list                       what there is, and where",
            "  holdfast instance create --help              every option of a command",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 conflict, 5 unavailable, 6 timed out, 7 no capacity."
        })
final class Holdfast {
    private final Terminal terminal;

    Holdfast(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }
}
