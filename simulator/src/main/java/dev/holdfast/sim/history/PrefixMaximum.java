package dev.holdfast.sim.history;

import org.jspecify.annotations.Nullable;

/** Of all operations pushed at a version or below, the one that started last; a Fenwick tree (Fenwick, 1994). */
final class PrefixMaximum {
    private final @Nullable Operation[] tree;

    /** @param last version at which anything can be pushed; the first is 1 */
    PrefixMaximum(int last) {
        tree = new @Nullable Operation[last + 1];
    }

    void push(int version, Operation operation) {
        for (int at = version; at < tree.length; at += at & -at) {
            tree[at] = later(tree[at], operation);
        }
    }

    @Nullable
    Operation reason(int version) {
        Operation latest = null;
        for (int at = version; at > 0; at -= at & -at) {
            Operation own = tree[at];
            latest = own == null ? latest : later(latest, own);
        }
        return latest;
    }

    private static Operation later(@Nullable Operation one, Operation other) {
        return one == null || other.startNanos() > one.startNanos() ? other : one;
    }
}
