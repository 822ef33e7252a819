package dev.holdfast.cli;

import dev.holdfast.v1.ReadMode;
import picocli.CommandLine.Option;

/** How fresh an answer must be. */
public final class ReadOptions {
    @Option(
            names = "--stale-ok",
            description = "Take what is at hand, which may be old; else the answer is proven to be no older than what"
                    + " was acknowledged before.")
    private boolean staleOk;

    public ReadMode mode() {
        return staleOk ? ReadMode.READ_MODE_STALE_OK : ReadMode.READ_MODE_UNSPECIFIED;
    }
}
