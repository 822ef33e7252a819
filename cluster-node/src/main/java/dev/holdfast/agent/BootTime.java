package dev.holdfast.agent;

import java.time.Duration;

/**
 * A moment on a host's own clock, which nobody sets, which goes on while the host sleeps, and which begins anew with
 * each boot (Linux: CLOCK_BOOTTIME). Moments of two boots cannot be compared.
 *
 * @param boot which boot; opaque
 * @param up how long after it
 */
public record BootTime(String boot, Duration up) {
    public BootTime plus(Duration time) {
        return new BootTime(boot, up.plus(time));
    }

    /** Whether this is in the same boot as the other, and before it. */
    public boolean isBefore(BootTime other) {
        return boot.equals(other.boot) && up.compareTo(other.up) < 0;
    }
}
