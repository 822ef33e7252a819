package dev.holdfast.core.shared;

/**
 * Instances of one project with the same key go to different fault domains as long as they can.
 *
 * @param project keys of different projects never meet
 * @param key chosen by the project
 */
public record SpreadKey(String project, String key) implements Comparable<SpreadKey> {
    public SpreadKey {
        project = Names.shared(Names.require("project", project));
        key = Names.shared(Names.require("spread_key", key));
    }

    @Override
    public int compareTo(SpreadKey other) {
        int byProject = project.compareTo(other.project);
        return byProject != 0 ? byProject : key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return project + "/" + key;
    }
}
