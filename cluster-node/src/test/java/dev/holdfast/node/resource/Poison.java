package dev.holdfast.node.resource;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.StoreAnswer;
import java.util.ArrayList;
import java.util.List;

/** Makes the events of one id unreadable in what a store gives back. */
final class Poison {
    private Poison() {}

    static StoreAnswer of(StoreAnswer answer, String id) {
        if (!(answer instanceof StoreAnswer.CommitsRead(List<Commit> commits))) {
            return answer;
        }
        List<Commit> poisoned = new ArrayList<>();
        for (Commit commit : commits) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : commit.entries()) {
                entries.add(
                        entry instanceof Entry.Event event && event.id().equals(id)
                                ? new Entry.Event(
                                        event.id(), event.sequence(), event.begins(), Payload.of(new byte[] {9, 9, 9}))
                                : entry);
            }
            poisoned.add(new Commit(commit.position(), commit.term(), commit.id(), entries));
        }
        return new StoreAnswer.CommitsRead(poisoned);
    }

    /** The answer as a store would give it that has lost one event. */
    static StoreAnswer without(StoreAnswer answer, String id, long sequence) {
        if (!(answer instanceof StoreAnswer.CommitsRead(List<Commit> commits))) {
            return answer;
        }
        return new StoreAnswer.CommitsRead(commits.stream()
                .map(commit -> new Commit(
                        commit.position(),
                        commit.term(),
                        commit.id(),
                        commit.entries().stream()
                                .filter(entry -> !(entry instanceof Entry.Event event
                                        && event.id().equals(id)
                                        && event.sequence() == sequence))
                                .toList()))
                .toList());
    }
}
