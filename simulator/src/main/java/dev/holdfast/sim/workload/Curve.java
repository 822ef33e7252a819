package dev.holdfast.sim.workload;

import java.util.List;
import java.util.Optional;

/**
 * A distribution known at some points and interpolated between them in logarithms, as suits what spans decades.
 *
 * @param points values above zero and the shares at or below them, both growing; what the last share lacks to 1 has no
 *     value
 */
record Curve(List<Point> points) {
    /** @param share of all that are at most this value, 0 to 1 */
    record Point(double value, double share) {}

    Curve {
        points = List.copyOf(points);
        if (points.size() < 2) {
            throw new IllegalArgumentException("a curve has at least two points");
        }
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            boolean grows = i == 0
                    || (point.value() > points.get(i - 1).value()
                            && point.share() >= points.get(i - 1).share());
            if (!(point.value() > 0) || !(point.share() >= 0 && point.share() <= 1) || !grows) {
                throw new IllegalArgumentException("point " + i
                        + " of a curve must be above zero, have a share from 0 to" + " 1, and grow: " + point);
            }
        }
    }

    /**
     * The value below which this share of all lies.
     *
     * @param share 0 inclusive to 1 exclusive
     * @return empty beyond the last point
     */
    Optional<Double> at(double share) {
        Point before = points.getFirst();
        if (share < before.share()) {
            return Optional.of(before.value());
        }
        for (Point point : points) {
            if (share < point.share()) {
                double way = (share - before.share()) / (point.share() - before.share());
                return Optional.of(before.value() * StrictMath.pow(point.value() / before.value(), way));
            }
            before = point;
        }
        return Optional.empty();
    }
}
