package dev.holdfast.sim.bench;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.RunFolder;
import dev.holdfast.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every bench on the command line does besides measuring: a folder of its own, progress, and the report. */
abstract class BenchRun implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    /**
     * Measures.
     *
     * @param folder empty, and removed afterwards
     * @throws IllegalArgumentException when an option is out of bounds
     * @throws IllegalStateException when nothing could be measured
     */
    abstract BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec);
        RunFolder run = RunFolder.fresh("bench");
        Path folder = run.path();
        System.setProperty("holdfast.log.file", folder.resolve("bench.log").toString());
        try (Progress progress = Progress.on(terminal)) {
            BenchReport report = measure(folder, progress::milestone);
            switch (output.format()) {
                case table, wide -> terminal.print(report.table().stripTrailing());
                case json, yaml -> terminal.print(report.json());
                case name -> terminal.print(report.bench());
            }
        } catch (IllegalArgumentException broken) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(broken.getMessage()), broken);
        } catch (IllegalStateException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        } finally {
            run.discard();
        }
        return ExitCode.OK.number();
    }
}
