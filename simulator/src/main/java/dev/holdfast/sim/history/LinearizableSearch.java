package dev.holdfast.sim.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks for an order of operations that overlap in time in which each, one after the other, could have been answered as
 * it was (Herlihy and Wing, 1990): the search of Wing and Gong (1993), with Lowe's memory (2017) of which sets of
 * operations were done with which state, so that nothing is tried twice.
 *
 * <p>It walks the operations' starts and ends in time order. At a start it tries to let the operation take effect, and
 * begins again at the first that has not; at the end of one that has not taken effect it takes back its last choice.
 *
 * <p>The work grows with the number of operations that overlap, at worst exponentially; the budget bounds it.
 */
public final class LinearizableSearch<S, O> {
    /** What came of a search. */
    public enum Verdict {
        LINEARIZABLE,
        NOT,
        /** The budget was used up first; no better than {@link #NOT} for who wants to rely on it. */
        UNKNOWN
    }

    /**
     * An operation in time. Those that touch in one moment overlap.
     *
     * @param end empty when it can take effect at any time from its start on
     * @param mayBeLeftOut whether it need not have taken effect; then it has no end
     */
    public record Timed<O>(O operation, long start, OptionalLong end, boolean mayBeLeftOut) {
        public Timed {
            if (mayBeLeftOut && end.isPresent()) {
                throw new IllegalArgumentException("end: an operation that may be left out has none");
            }
            if (end.isPresent() && end.getAsLong() < start) {
                throw new IllegalArgumentException("end: lies before start");
            }
        }
    }

    /** Its start, or its end, in the list that is walked. */
    private record Mark(int operation, long time, int rank) {
        static final int START = 0;
        static final int END = 1;
        static final int NEVER = 2;

        boolean starts() {
            return rank == START;
        }
    }

    private record Seen<S>(BitSet done, S state) {}

    /** An operation that took effect: in which state, and which of its ways was taken. */
    private record Choice<S>(int operation, S before, List<S> ways, int taken) {}

    private final Sequential<S, O> model;
    private final int budget;

    /** @param budget how many pairs of done operations and state are visited at most */
    public LinearizableSearch(Sequential<S, O> model, int budget) {
        this.model = model;
        this.budget = budget;
    }

    public Verdict judge(S initial, List<Timed<O>> operations) {
        return new Walk(initial, operations).end();
    }

    private final class Walk {
        private final List<Timed<O>> operations;
        private final List<Mark> marks = new ArrayList<>();
        /** A doubly linked list over the marks, which are counted from 1; 0 is before the first and after the last. */
        private final int[] next;

        private final int[] previous;
        private final int[] starts;
        private final int[] ends;
        private final BitSet done = new BitSet();
        private final Set<Seen<S>> visited = new HashSet<>();
        private final Deque<Choice<S>> choices = new ArrayDeque<>();
        private S state;
        private int owed;

        private Walk(S initial, List<Timed<O>> operations) {
            this.operations = operations;
            this.state = initial;
            this.starts = new int[operations.size()];
            this.ends = new int[operations.size()];
            for (int i = 0; i < operations.size(); i++) {
                Timed<O> timed = operations.get(i);
                marks.add(new Mark(i, timed.start(), Mark.START));
                if (!timed.mayBeLeftOut()) {
                    owed++;
                    marks.add(
                            timed.end().isPresent()
                                    ? new Mark(i, timed.end().getAsLong(), Mark.END)
                                    : new Mark(i, Long.MAX_VALUE, Mark.NEVER));
                }
            }
            marks.sort(Comparator.comparingLong(Mark::time).thenComparingInt(Mark::rank));
            this.next = new int[marks.size() + 1];
            this.previous = new int[marks.size() + 1];
            for (int i = 1; i <= marks.size(); i++) {
                next[i - 1] = i;
                previous[i] = i - 1;
                Mark mark = marks.get(i - 1);
                (mark.starts() ? starts : ends)[mark.operation()] = i;
            }
            previous[0] = marks.size();
        }

        private Verdict end() {
            int at = next[0];
            while (owed > 0) {
                Mark mark = marks.get(at - 1);
                if (mark.starts()) {
                    List<S> ways =
                            model.after(state, operations.get(mark.operation()).operation());
                    at = take(mark.operation(), state, ways, 0) ? next[0] : next[at];
                } else if (choices.isEmpty()) {
                    return Verdict.NOT;
                } else {
                    Choice<S> last = choices.pop();
                    takeBack(last);
                    boolean otherwise = take(last.operation(), last.before(), last.ways(), last.taken() + 1);
                    at = otherwise ? next[0] : next[starts[last.operation()]];
                }
                if (visited.size() > budget) {
                    return Verdict.UNKNOWN;
                }
            }
            return Verdict.LINEARIZABLE;
        }

        /** Lets the operation take effect in the first of its ways, from this one on, that was not tried before. */
        private boolean take(int operation, S before, List<S> ways, int from) {
            done.set(operation);
            for (int way = from; way < ways.size(); way++) {
                if (visited.add(new Seen<>((BitSet) done.clone(), ways.get(way)))) {
                    choices.push(new Choice<>(operation, before, ways, way));
                    state = ways.get(way);
                    unlink(starts[operation]);
                    if (ends[operation] != 0) {
                        unlink(ends[operation]);
                        owed--;
                    }
                    return true;
                }
            }
            done.clear(operation);
            return false;
        }

        private void takeBack(Choice<S> choice) {
            int operation = choice.operation();
            state = choice.before();
            done.clear(operation);
            if (ends[operation] != 0) {
                link(ends[operation]);
                owed++;
            }
            link(starts[operation]);
        }

        private void unlink(int mark) {
            next[previous[mark]] = next[mark];
            previous[next[mark]] = previous[mark];
        }

        /** Undoes the last unlinking that was not undone. */
        private void link(int mark) {
            next[previous[mark]] = mark;
            previous[next[mark]] = mark;
        }
    }
}
