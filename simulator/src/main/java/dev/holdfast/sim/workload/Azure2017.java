package dev.holdfast.sim.workload;

import dev.holdfast.sim.workload.BatchKind.Lifetimes;
import dev.holdfast.sim.workload.BatchKind.Rate;
import dev.holdfast.sim.workload.BatchKind.SizeShare;
import dev.holdfast.sim.workload.BatchKind.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Every figure of the arrival model, and how it was obtained.
 *
 * <p><b>Source.</b> The Azure VM trace of 2017 (Cortez, Bonde, Muzio, Russinovich, Fontoura, Bianchini: "Resource
 * Central: Understanding and Predicting Workloads for Improved Resource Management in Large Cloud Platforms", SOSP
 * 2017), CC BY 4.0, as binned in the repository huaweicloud/trace_generation_rnn, commit
 * fa856db037539396ae5dbc71f5a255f74c888443. <i>train</i> is its {@code v1.train.txt} with {@code flav_map.txt} (20.8
 * days, 316,846 batches, no lifetimes); <i>dev</i> is {@code v1.dev.txt} with {@code v1.dev.c2100000.txt} and
 * {@code v1.interval_map.txt} (the 1,000 bins of 300 s after train, 53,109 batches, 259,159 instances). No line of
 * either is in this repository.
 *
 * <p><b>Kinds.</b> A batch is small with 1 to 5 instances, medium with 6 to 30, large above. Small ones bring 29 % of
 * the instances, medium ones 21 %, large ones 50 %. What follows was counted for each kind apart.
 */
final class Azure2017 {
    /**
     * How busy each hour of the trace's day is: small batches of train per hour of the day, over their mean. The trace
     * does not say which time zone its day is in.
     */
    private static final List<Double> PROFILE = List.of(
            0.66, 0.64, 0.59, 0.59, 0.66, 0.75, 0.89, 0.98, 1.05, 1.20, 1.27, 1.26, //
            1.24, 1.37, 1.41, 1.39, 1.34, 1.28, 1.21, 1.02, 0.90, 0.85, 0.76, 0.69);

    /** dev begins 1,800,000 s after train, which is hour 20 of a day. */
    private static final int START_HOUR = 20;

    /**
     * Deviation of small batches per bin from their hour beyond what chance explains: variance of count / profile, less
     * that of a Poisson distribution, relative to the squared mean; root of it. dev has 0.129, train 0.137.
     */
    private static final double NOISE = 0.13;

    /**
     * Its covariance between bins 6, 12 and 24 apart, over its variance, is 0.68, 0.65 and 0.47 in train: 0.96 a bin.
     */
    private static final double NOISE_LASTS = 0.96;

    /**
     * Instances of dev with each size. Memory in MiB.
     *
     * @param small instances that came in small batches
     */
    private record SizeRow(int cores, long memoryMib, long small, long medium, long large) {}

    private static final List<SizeRow> SIZES = List.of(
            new SizeRow(1, 768, 3_692, 312, 104),
            new SizeRow(1, 1_792, 43_542, 15_992, 96_903),
            new SizeRow(1, 2_048, 10, 0, 0),
            new SizeRow(2, 3_584, 16_939, 22_039, 9_030),
            new SizeRow(2, 4_096, 22, 0, 0),
            new SizeRow(2, 14_336, 44, 2, 3),
            new SizeRow(2, 16_384, 3, 0, 0),
            new SizeRow(4, 7_168, 5_912, 7_776, 12_012),
            new SizeRow(4, 8_192, 15, 0, 0),
            new SizeRow(4, 28_672, 48, 1, 0),
            new SizeRow(4, 32_768, 1, 0, 0),
            new SizeRow(8, 14_336, 3_563, 8_564, 11_188),
            new SizeRow(8, 16_384, 5, 0, 0),
            new SizeRow(8, 57_344, 641, 639, 147),
            new SizeRow(8, 65_536, 1, 0, 0),
            new SizeRow(16, 114_688, 9, 0, 0));

    /**
     * Share of the instances of dev that lived at most so many seconds. Kaplan and Meier's estimate (1958) over the
     * bins of lifetimes, so that those still running at the window's end count for as long as they were seen. Lifetimes
     * are multiples of 300 s, hence the edges half-way. The rest outlived the window.
     *
     * @param small of the instances that came in small batches
     */
    private record LifetimeRow(double seconds, double small, double medium, double large) {}

    private static final List<LifetimeRow> LIFETIMES = List.of(
            new LifetimeRow(1, 0, 0, 0),
            new LifetimeRow(150, 0.0288, 0.0444, 0.0188),
            new LifetimeRow(450, 0.0909, 0.1893, 0.0962),
            new LifetimeRow(750, 0.1598, 0.2909, 0.2440),
            new LifetimeRow(1_050, 0.2170, 0.3801, 0.3935),
            new LifetimeRow(1_350, 0.2632, 0.4749, 0.5391),
            new LifetimeRow(1_650, 0.3081, 0.5543, 0.6462),
            new LifetimeRow(1_950, 0.3409, 0.5966, 0.7007),
            new LifetimeRow(2_250, 0.3650, 0.6223, 0.7377),
            new LifetimeRow(2_550, 0.3838, 0.6400, 0.7764),
            new LifetimeRow(3_150, 0.4131, 0.6716, 0.8162),
            new LifetimeRow(3_750, 0.4362, 0.6882, 0.8369),
            new LifetimeRow(7_350, 0.5206, 0.7596, 0.9131),
            new LifetimeRow(10_950, 0.5600, 0.7942, 0.9381),
            new LifetimeRow(14_550, 0.5995, 0.8117, 0.9493),
            new LifetimeRow(18_150, 0.6277, 0.8254, 0.9548),
            new LifetimeRow(25_350, 0.6792, 0.8470, 0.9656),
            new LifetimeRow(36_150, 0.7502, 0.8704, 0.9697),
            new LifetimeRow(50_550, 0.8319, 0.8956, 0.9726),
            new LifetimeRow(68_550, 0.8922, 0.9175, 0.9761),
            new LifetimeRow(86_550, 0.9118, 0.9320, 0.9817),
            new LifetimeRow(172_950, 0.9488, 0.9473, 0.9860),
            new LifetimeRow(259_350, 0.9563, 0.9538, 0.9876),
            new LifetimeRow(345_750, 0.9581, 0.9545, 0.9876));

    /**
     * Rates are batches per bin of dev, brought to the mean of a whole day with the profile (dev holds the quiet hours
     * once more than the busy ones). The swing is the slope of log(batches by hour of train) over log(profile): 1, 0.40
     * and 0.29; the last is taken as 0, since a large batch comes at any hour.
     *
     * <p>The points are the instances of a batch and the share of the batches of dev with at most as many.
     *
     * <p>The two numbers behind sizes and behind lifetimes say how alike the instances of a batch are. They were moved
     * until batches of one size, neighbours of one size, neighbours of one lifetime and the likeness of lifetimes came
     * out as in dev; {@code AzureObserved}, beside the tests, states those.
     */
    private static final BatchKind SMALL = new BatchKind(
            "small",
            new Rate(48.9, 1, 0),
            points(1, 0.6528, 2, 0.8613, 3, 0.9314, 4, 0.9746, 5, 1),
            new Sizes(sizes(SizeRow::small), 0.83, 0.08),
            new Lifetimes(lifetimes(LifetimeRow::small), 0.64, 0.58));

    private static final BatchKind MEDIUM = new BatchKind(
            "medium",
            new Rate(4.80, 0.4, 0),
            points(
                    5, 0, 6, 0.1575, 7, 0.2821, 8, 0.3901, 9, 0.4720, 10, 0.5506, 12, 0.6654, 15, 0.7853, //
                    20, 0.8875, 25, 0.9580, 30, 1),
            new Sizes(sizes(SizeRow::medium), 0.53, 0.56),
            new Lifetimes(lifetimes(LifetimeRow::medium), 0.52, 0.52));

    /** The echo is the correlation of large batches between a bin and the next: 0.38, and 0.15 two bins apart. */
    private static final BatchKind LARGE = new BatchKind(
            "large",
            new Rate(1.302, 0, 0.38),
            points(
                    30, 0, 32, 0.0545, 35, 0.1590, 38, 0.2373, 42, 0.3095, 50, 0.4186, 60, 0.4969, 75, 0.6022, //
                    100, 0.6774, 130, 0.7519, 170, 0.8126, 220, 0.8856, 280, 0.9462, 340, 0.9770, 380, 0.9954, 587, 1),
            new Sizes(sizes(SizeRow::large), 0.70, 0.84),
            new Lifetimes(lifetimes(LifetimeRow::large), 0.26, 0.68));

    static final ArrivalFigures FIGURES =
            new ArrivalFigures(START_HOUR, PROFILE, NOISE, NOISE_LASTS, List.of(SMALL, MEDIUM, LARGE));

    private Azure2017() {}

    private static Curve points(double... valuesAndShares) {
        List<Curve.Point> points = new ArrayList<>();
        for (int i = 0; i < valuesAndShares.length; i += 2) {
            points.add(new Curve.Point(valuesAndShares[i], valuesAndShares[i + 1]));
        }
        return new Curve(points);
    }

    private static List<SizeShare> sizes(ToLongFunction<SizeRow> seen) {
        Stream<SizeRow> rows = SIZES.stream().filter(row -> seen.applyAsLong(row) > 0);
        return rows.map(row -> new SizeShare(Arrival.sized(row.cores(), row.memoryMib()), seen.applyAsLong(row)))
                .toList();
    }

    private static Curve lifetimes(ToDoubleFunction<LifetimeRow> ended) {
        return new Curve(LIFETIMES.stream()
                .map(row -> new Curve.Point(row.seconds(), ended.applyAsDouble(row)))
                .toList());
    }
}
