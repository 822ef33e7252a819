package dev.holdfast.core.log;

/**
 * A group of resources of one type that one node owns at a time; the unit of the log and of sharding alike.
 *
 * @param type the resources' type
 * @param number 0 to the type's shard count, which is fixed when the region is created
 */
public record ShardId(String type, int number) implements Comparable<ShardId> {
    public ShardId {
        if (number < 0) {
            throw new IllegalArgumentException("no shard: " + type + "/" + number);
        }
    }

    /**
     * The shard of a resource. The hash is written out because every node, and every version of one, must agree on it
     * for ever: FNV-1a over the characters, with the finalizer of MurmurHash3 because its low bits alone are uneven.
     */
    public static ShardId of(String type, String id, int shards) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x01000193;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return new ShardId(type, Integer.remainderUnsigned(hash ^ (hash >>> 16), shards));
    }

    @Override
    public int compareTo(ShardId other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return type + "/" + number;
    }
}
