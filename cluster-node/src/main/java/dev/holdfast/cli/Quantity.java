package dev.holdfast.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes and times as a person writes them. Every one needs its unit, because a bare number is guessed differently. */
public final class Quantity {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(m|mi|mib|g|gi|gib|t|ti|tib)");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final long MIB_IN_GIB = 1024;

    private Quantity() {}

    /** Whole mebibytes, from {@code 512MiB}, {@code 4GiB}, {@code 4Gi} or {@code 4G}. */
    public static long mebibytes(String typed) {
        Matcher matcher = SIZE.matcher(typed.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + typed + "' is not a size: a whole number with MiB, GiB or TiB, such as 4GiB");
        }
        long number = Long.parseLong(matcher.group(1));
        long unit = switch (matcher.group(2).charAt(0)) {
            case 'm' -> 1;
            case 'g' -> MIB_IN_GIB;
            default -> MIB_IN_GIB * MIB_IN_GIB;
        };
        return number * unit;
    }

    /** Whole gibibytes, from the same forms. */
    public static long gibibytes(String typed) {
        long mebibytes = mebibytes(typed);
        if (mebibytes % MIB_IN_GIB != 0) {
            throw new TypeConversionException("'" + typed + "' is not a whole number of GiB");
        }
        return mebibytes / MIB_IN_GIB;
    }

    /** From {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h} or {@code 1d}. */
    public static Duration duration(String typed) {
        Matcher matcher = TIME.matcher(typed.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + typed + "' is not a time: a whole number with ms, s, m, h or d, such as 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** A mebibyte count as a person reads it. */
    public static String mebibytes(long mebibytes) {
        return mebibytes % MIB_IN_GIB == 0 && mebibytes > 0 ? mebibytes / MIB_IN_GIB + "GiB" : mebibytes + "MiB";
    }

    /** How long ago, in the largest unit that says enough. */
    public static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 86400 ? seconds / 3600 + "h" : seconds / 86400 + "d";
    }

    /** For options that take memory. */
    public static final class Mebibytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String typed) {
            return mebibytes(typed);
        }
    }

    /** For options that take disk. */
    public static final class Gibibytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String typed) {
            return gibibytes(typed);
        }
    }

    /** For options that take a time. */
    public static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String typed) {
            return duration(typed);
        }
    }
}
