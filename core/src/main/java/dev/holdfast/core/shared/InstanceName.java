package dev.holdfast.core.shared;

/**
 * An instance's name within its region. It is also the instance's identity in the log, so it outlives each uid that it
 * ever stood for.
 *
 * @param project whom the instance belongs to
 * @param id the name that the project gave it
 */
public record InstanceName(String project, String id) implements Comparable<InstanceName> {
    public InstanceName {
        project = Names.shared(Names.require("project", project));
        Names.require("instance", id);
    }

    /** The inverse of {@link #toString()}. */
    public static InstanceName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not project/instance: '" + text + "'");
        }
        return new InstanceName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(InstanceName other) {
        int byProject = project.compareTo(other.project);
        return byProject != 0 ? byProject : id.compareTo(other.id);
    }

    /** {@code project/id}: how the log and sharding call it. */
    @Override
    public String toString() {
        return project + "/" + id;
    }
}
