package dev.holdfast.sim.packing;

import java.util.List;

/**
 * How a workload was packed.
 *
 * @param by whom
 * @param refused instances for which there was no room
 * @param peakHosts most hosts in use at any full hour
 * @param meanHosts hosts in use, averaged over the full hours
 * @param coreUse share of the cores of hosts in use that are taken, averaged over the full hours
 * @param hourly hosts in use at each full hour
 */
public record Packed(String by, long refused, long peakHosts, double meanHosts, double coreUse, List<Integer> hourly) {
    public Packed {
        hourly = List.copyOf(hourly);
    }

    /** @param cores taken at each full hour, as many as there are hours */
    static Packed of(String by, long refused, List<Integer> hourly, List<Long> cores, int coresOfAHost) {
        double hosts = 0;
        double use = 0;
        int busy = 0;
        for (int i = 0; i < hourly.size(); i++) {
            hosts += hourly.get(i);
            if (hourly.get(i) > 0) {
                busy++;
                use += (double) cores.get(i) / hourly.get(i) / coresOfAHost;
            }
        }
        return new Packed(
                by,
                refused,
                hourly.stream().mapToInt(Integer::intValue).max().orElse(0),
                hourly.isEmpty() ? 0 : hosts / hourly.size(),
                busy == 0 ? 0 : use / busy,
                hourly);
    }
}
