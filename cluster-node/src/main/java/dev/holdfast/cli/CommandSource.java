package dev.holdfast.cli;

import java.util.List;

/**
 * A module's commands. Each module that has some names its source in {@code META-INF/services}, so that the command
 * line needs to know none of them.
 */
public interface CommandSource {
    /** Fresh top-level commands, each an object that carries picocli's {@code @Command} with its name. */
    List<Object> commands();
}
