package dev.holdfast.node.view;

/**
 * Between two entries of a shard's log: all before it was seen, nothing from it on.
 *
 * @param position of the commit that the next entry stands in
 * @param index of that entry in its commit, from 0
 */
public record Place(long position, int index) implements Comparable<Place> {
    /** Before the first entry of the first commit. */
    public static final Place START = new Place(1, 0);

    public Place {
        if (position < 1 || index < 0) {
            throw new IllegalArgumentException("no place in a log: " + position + ", " + index);
        }
    }

    /** After an entry. */
    public static Place after(long position, int index) {
        return new Place(position, index + 1);
    }

    /** After a whole commit. */
    public static Place after(long position) {
        return new Place(position + 1, 0);
    }

    @Override
    public int compareTo(Place other) {
        int byPosition = Long.compare(position, other.position);
        return byPosition != 0 ? byPosition : Integer.compare(index, other.index);
    }
}
