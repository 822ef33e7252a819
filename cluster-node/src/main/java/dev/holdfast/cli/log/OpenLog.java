package dev.holdfast.cli.log;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Progress;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.node.log.audit.RegionAudit;
import dev.holdfast.node.log.audit.StoreUnreachableException;
import java.util.function.BiConsumer;

/** A region's log, open for reading; the failures of that as commands tell them. */
final class OpenLog {
    /** What is done with it. */
    interface Work<T> {
        T on(OpenLog log);
    }

    private final LogStore store;
    private final RegionRecord region;

    private OpenLog(LogStore store, RegionRecord region) {
        this.store = store;
        this.region = region;
    }

    /** Opens, works, closes; whatever fails is one line. */
    static <T> T with(StoreOptions options, Work<T> work) {
        try (LogStore store = options.open()) {
            return work.on(new OpenLog(store, RegionAudit.regionOf(store)));
        } catch (StoreUnreachableException gone) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, options.place() + " cannot be reached any more: " + gone.getMessage(), gone);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()), wrong);
        } catch (IllegalStateException failed) {
            throw new CommandFailure(ExitCode.FAILED, options.place() + ": " + failed.getMessage(), failed);
        }
    }

    LogStore store() {
        return store;
    }

    RegionRecord region() {
        return region;
    }

    RegionAudit audit() {
        return new RegionAudit(store, region);
    }

    /** Says how many shards of how many. */
    static BiConsumer<Integer, Integer> shardsOn(Progress progress, String done) {
        return (count, all) -> progress.line(done + " " + count + " of " + all + " shards");
    }
}
