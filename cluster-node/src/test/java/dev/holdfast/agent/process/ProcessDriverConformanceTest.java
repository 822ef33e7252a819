package dev.holdfast.agent.process;

import dev.holdfast.agent.Driver;
import dev.holdfast.agent.DriverConformance;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.core.host.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class ProcessDriverConformanceTest extends DriverConformance {
    @TempDir
    private Path folder;

    private Optional<ProcessRig> rig = Optional.empty();

    @Override
    @BeforeEach
    protected void begin() throws Exception {
        rig = Optional.of(new ProcessRig(folder, Optional.empty(), Optional.empty()));
        super.begin();
    }

    @Override
    protected void release() throws Exception {
        rig().close();
    }

    @Override
    protected Driver open() throws IOException {
        return rig().open();
    }

    @Override
    protected void close(Driver driver) {
        rig().end();
    }

    @Override
    protected Workload lasting() {
        return ProcessRig.workload("lasting");
    }

    @Override
    protected Workload obstinate() {
        return ProcessRig.workload("obstinate");
    }

    @Override
    protected Workload unstartable() {
        return ProcessRig.workload("unstartable");
    }

    @Override
    protected Workload uncreatable() {
        return ProcessRig.workload("absent");
    }

    @Override
    protected void endFromWithin(Driver driver, Incarnation incarnation) throws Exception {
        Processes.end(rig().run(incarnation).first(), true);
    }

    private ProcessRig rig() {
        return rig.orElseThrow();
    }
}
