package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Linux's CLOCK_BOOTTIME, as {@code /proc/uptime} tells it to everybody alike (this process, the watchdog, a shell), to
 * a hundredth of a second; and the boot it counts from.
 */
final class BootClock {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final String boot;

    private BootClock(String boot) {
        this.boot = boot;
    }

    /** @throws IOException where there is no such clock, so anywhere but on Linux */
    static BootClock open() throws IOException {
        BootClock clock = new BootClock(Files.readString(BOOT).strip());
        clock.read();
        return clock;
    }

    String boot() {
        return boot;
    }

    BootTime read() throws IOException {
        String text = Files.readString(UPTIME);
        int end = text.indexOf(' ');
        int point = text.indexOf('.');
        if (point < 1 || end != point + 3) {
            throw new IOException(UPTIME + " must begin with seconds and hundredths but is '" + text.strip() + "'");
        }
        long hundredths =
                Long.parseLong(text.substring(0, point)) * 100 + Long.parseLong(text.substring(point + 1, end));
        return new BootTime(boot, Duration.ofMillis(hundredths * 10));
    }
}
