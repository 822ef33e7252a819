package dev.holdfast.node.edge;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;

/** Full resource names of the region that this node serves, taken apart and put together. */
public final class RegionNames {
    private final String region;

    public RegionNames(String region) {
        this.region = region;
    }

    public String region() {
        return region;
    }

    /** {@code projects/{project}/regions/{region}}; gives the project. */
    public String project(String parent) {
        String[] parts = parent.split("/", -1);
        served(parts[3], parent);
        return parts[1];
    }

    public InstanceName instance(String name) {
        String[] parts = name.split("/", -1);
        served(parts[3], name);
        return new InstanceName(parts[1], parts[5]);
    }

    public String of(InstanceName name) {
        return "projects/" + name.project() + "/regions/" + region + "/instances/" + name.id();
    }

    /** {@code regions/{region}}. */
    public void region(String parent) {
        served(parent.split("/", -1)[1], parent);
    }

    /** {@code regions/{region}}, of the one served here. */
    public String regionName() {
        return "regions/" + region;
    }

    public HostId host(String name) {
        String[] parts = name.split("/", -1);
        served(parts[1], name);
        return new HostId(parts[3]);
    }

    public String of(HostId host) {
        return "regions/" + region + "/hosts/" + host.value();
    }

    public String operation(InstanceName name, String operationId) {
        return "projects/" + name.project() + "/regions/" + region + "/operations/" + operationId;
    }

    private void served(String wanted, String resource) {
        if (!wanted.equals(region)) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND, "region " + wanted + " is not served here; this is " + region, resource);
        }
    }
}
