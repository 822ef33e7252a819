package dev.holdfast.node.log.audit;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.LogRule;
import dev.holdfast.core.log.Onlooker;
import dev.holdfast.core.log.Onlooker.Moment;
import dev.holdfast.core.log.Snapshot;
import java.util.Optional;

/** Lets everything pass; for those who want a part of it. */
public class Indifferent implements Onlooker.Reader {
    @Override
    public void begin() {}

    @Override
    public void snapshot(long generation, Snapshot snapshot) {}

    @Override
    public void moment(Moment moment) {}

    @Override
    public void segment(long number, long begins, Optional<Head> head) {}

    @Override
    public void commit(long segment, Commit commit) {}

    @Override
    public void beyond(Commit commit) {}

    @Override
    public void flaw(LogRule rule, String what) {}
}
