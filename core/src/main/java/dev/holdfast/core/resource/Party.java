package dev.holdfast.core.resource;

/**
 * Who gave a command or saw a fact: a user, a host's agent, or a part of the control plane.
 *
 * @param name {@code user:NAME}, {@code host:NAME}, or the part's own name
 */
public record Party(String name) {
    /** The passing of a deadline. */
    public static final Party DEADLINE = new Party("deadline");

    /** The node's chooser of hosts. */
    public static final Party PLACER = new Party("placer");

    /** Who keeps the leases of a shard's hosts. */
    public static final Party LEASES = new Party("leases");

    /** Whoever calls without saying who they are, until there is authentication. */
    public static final Party ANONYMOUS = new Party("user:anonymous");

    public static Party user(String name) {
        return new Party("user:" + name);
    }

    public static Party host(String name) {
        return new Party("host:" + name);
    }

    public static Party instance(String name) {
        return new Party("instance:" + name);
    }

    @Override
    public String toString() {
        return name;
    }
}
