package dev.holdfast.sim.workload;

import dev.holdfast.core.shared.Quantities;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One line of a trace.
 *
 * @param vm its running number
 * @param arrivalS seconds; the end of the bin in which it arrived
 * @param batch what its customer started together
 * @param lifetime empty if it was still running when the trace ended
 */
record TraceRow(long vm, long arrivalS, long batch, Quantities size, Optional<LifetimeBin> lifetime) {
    /** A lifetime between two bounds, both inclusive, in seconds. */
    record LifetimeBin(long leastS, long mostS) {}

    static final String HEADER = "vm,arrival_s,batch,vcpu,mem_gib,lifetime_min_s,lifetime_max_s,censored";
    /** Seconds; arrivals and short lifetimes are known to this precision. */
    static final long BIN_S = 300;

    private static final List<String> COLUMNS = List.of(HEADER.split(",", -1));
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);
    private static final BigDecimal MOST_MEMORY_GIB = BigDecimal.valueOf(65_536);
    private static final long MOST_CORES = 4_096;
    /** A century in seconds: far beyond any trace, and far from overflow. */
    private static final long MOST_SECONDS = 3_200_000_000L;

    /** @throws TraceException naming the column and its rule */
    static TraceRow parse(Path file, long line, String text) {
        List<String> cells = List.of(text.split(",", -1));
        if (cells.size() != COLUMNS.size()) {
            throw TraceException.badLine(
                    file, line, "expected " + COLUMNS.size() + " columns (" + HEADER + "), found " + cells.size());
        }
        Cells row = new Cells(file, line, cells);
        long arrivalS = row.whole("arrival_s", 0, MOST_SECONDS);
        if (arrivalS % BIN_S != 0) {
            throw row.wrong("arrival_s", "a multiple of " + BIN_S + " (the end of its bin)");
        }
        return new TraceRow(
                row.whole("vm", 0, Long.MAX_VALUE),
                arrivalS,
                row.whole("batch", 0, Long.MAX_VALUE),
                Arrival.sized((int) row.whole("vcpu", 1, MOST_CORES), row.mebibytes("mem_gib")),
                lifetime(row));
    }

    private static Optional<LifetimeBin> lifetime(Cells row) {
        long leastS = row.whole("lifetime_min_s", 0, MOST_SECONDS);
        long mostS = row.whole("lifetime_max_s", 0, MOST_SECONDS);
        if (mostS < leastS) {
            throw row.wrong("lifetime_max_s", "at least lifetime_min_s (" + leastS + ")");
        }
        boolean censored = row.whole("censored", 0, 1) == 1;
        return censored ? Optional.empty() : Optional.of(new LifetimeBin(leastS, mostS));
    }

    private record Cells(Path file, long line, List<String> values) {
        String text(String column) {
            return values.get(COLUMNS.indexOf(column));
        }

        long whole(String column, long least, long most) {
            String text = text(column);
            String rule = most == Long.MAX_VALUE
                    ? "a whole number of at least " + least
                    : "a whole number from " + least + " to " + most;
            try {
                long value = Long.parseLong(text);
                if (value < least || value > most) {
                    throw wrong(column, rule);
                }
                return value;
            } catch (NumberFormatException notANumber) {
                throw wrong(column, rule);
            }
        }

        long mebibytes(String column) {
            String rule = "a number of GiB above 0 and up to " + MOST_MEMORY_GIB + " that is a whole number of MiB";
            try {
                BigDecimal gib = new BigDecimal(text(column));
                if (gib.signum() <= 0 || gib.compareTo(MOST_MEMORY_GIB) > 0) {
                    throw wrong(column, rule);
                }
                return gib.multiply(MIB_PER_GIB).longValueExact();
            } catch (ArithmeticException | NumberFormatException notMebibytes) {
                throw wrong(column, rule);
            }
        }

        TraceException wrong(String column, String rule) {
            return TraceException.badValue(file, line, column, rule, text(column));
        }
    }
}
