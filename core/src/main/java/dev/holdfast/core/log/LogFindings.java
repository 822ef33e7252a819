package dev.holdfast.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What was found in a shard, some of each rule; the others are only counted. */
final class LogFindings {
    private static final int KEPT_OF_A_RULE = 20;

    private final ShardId shard;
    private final List<LogFinding> listed = new ArrayList<>();
    private final TreeMap<LogRule, Integer> ofRule = new TreeMap<>();
    private long more;

    LogFindings(ShardId shard) {
        this.shard = shard;
    }

    void add(LogRule rule, String what) {
        if (ofRule.merge(rule, 1, Integer::sum) <= KEPT_OF_A_RULE) {
            listed.add(new LogFinding(shard, rule, what));
        } else {
            more++;
        }
    }

    void clear() {
        listed.clear();
        ofRule.clear();
        more = 0;
    }

    List<LogFinding> listed() {
        return listed;
    }

    long more() {
        return more;
    }
}
