package dev.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Property;
import dev.holdfast.core.testing.Rng;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Any assignments in any order, a driver that fails at will, a disk that is late, a process that dies. */
class TenancyPropertyTest {
    private static final Uid WEB = new Uid("web");
    private static final Workload WORKLOAD = new Workload(
            new Quantities(1, 512, 10, 0),
            "debian-13",
            List.of(),
            "",
            Collections.emptySortedMap(),
            Duration.ofSeconds(90),
            OnSilence.KEEP);

    @Test
    void neverTwoEpochsAndNeverAnythingThatWasBarred() {
        Property.holds(3_000, rng -> {
            World world = new World(rng);
            for (int i = 0; i < 60; i++) {
                world.step();
            }
            world.settle();
        });
    }

    private static final class World {
        private final Rng rng;
        private final SortedMap<Epoch, Sight> driver = new TreeMap<>();
        /** What is on the disk, and what is on its way there. */
        private final Deque<JournalLine> disk = new ArrayDeque<>();

        private final Deque<JournalLine> onTheWay = new ArrayDeque<>();
        private final SortedMap<Epoch, Long> highest = new TreeMap<>();
        private final SortedMap<Epoch, Long> accepted = new TreeMap<>();
        private Tenancy tenancy = new Tenancy(WEB);
        private Optional<Step.Order> told = Optional.empty();
        private Epoch barred = Epoch.NONE;
        private double failures = 0.2;
        private long orders;

        private World(Rng rng) {
            this.rng = rng;
        }

        private void step() {
            switch (rng.below(10)) {
                case 0, 1, 2 -> assign();
                case 3, 4, 5 -> diskWrites();
                case 6, 7 -> driverAnswers();
                case 8 -> guestStops();
                default -> {
                    if (rng.chance(0.3)) {
                        processDies();
                    } else {
                        tenancy.rested();
                        advance();
                    }
                }
            }
        }

        private void assign() {
            Epoch epoch = new Epoch(rng.between(1, 3));
            long number = rng.between(1, 12);
            if (tenancy.judge(epoch, number) == Tenancy.Verdict.TAKE_UP) {
                tenancy.accept(epoch, number);
                accepted.put(epoch, number);
                onTheWay.add(new JournalLine.TakenUp(
                        WEB.value(),
                        epoch.value(),
                        number,
                        rng.oneOf(List.of(Wanted.values())),
                        rng.chance(0.5),
                        "projects/p/regions/r/instances/web",
                        Optional.of(WORKLOAD),
                        Instant.EPOCH));
            }
            advance();
        }

        private void diskWrites() {
            if (!onTheWay.isEmpty()) {
                JournalLine line = onTheWay.remove();
                disk.add(line);
                apply(line);
                advance();
            }
        }

        private void apply(JournalLine line) {
            switch (line) {
                case JournalLine.TakenUp taken -> {
                    Epoch epoch = new Epoch(taken.epoch());
                    highest.merge(epoch, taken.number(), Math::max);
                    barred = Epoch.later(barred, taken.wanted() == Wanted.GONE ? epoch : new Epoch(taken.epoch() - 1));
                    tenancy.takeUp(TakenUp.of(taken));
                }
                case JournalLine.Finished finished ->
                    tenancy.finished(new Epoch(finished.epoch()), finished.number(), finished.failure());
                case JournalLine.Started _, JournalLine.Barred _ -> throw new AssertionError(line);
            }
        }

        private void advance() {
            for (Step step = tenancy.next(); !(step instanceof Step.Wait); step = tenancy.next()) {
                switch (step) {
                    case Step.Finish(TakenUp assignment, Optional<String> failure) -> finish(assignment, failure);
                    case Step.Order order -> {
                        judge(order);
                        tenancy.ordered(++orders, order);
                        told = Optional.of(order);
                    }
                    case Step.Wait _ -> throw new AssertionError("not reached");
                }
            }
        }

        private void finish(TakenUp assignment, Optional<String> failure) {
            tenancy.finishing(assignment.incarnation().epoch());
            onTheWay.add(new JournalLine.Finished(
                    WEB.value(), assignment.incarnation().epoch().value(), assignment.number(), failure));
        }

        private void judge(Step.Order order) {
            Epoch epoch = order.incarnation().epoch();
            switch (order) {
                case Step.Create _, Step.Start _ -> {
                    assertThat(order.number()).isEqualTo(accepted.get(epoch)).isEqualTo(highest.get(epoch));
                    assertThat(epoch.isAfter(barred))
                            .as("%s after %s", order, barred)
                            .isTrue();
                    assertThat(driver.keySet()).allMatch(other -> other.equals(epoch));
                }
                case Step.Stop _ -> assertThat(driver).containsKey(epoch);
                case Step.Remove _ -> assertThat(epoch.isAfter(barred)).isFalse();
            }
        }

        private void driverAnswers() {
            if (told.isEmpty()) {
                return;
            }
            Step.Order order = told.get();
            told = Optional.empty();
            boolean failed = rng.chance(failures);
            if (!failed) {
                becomes(
                        order.incarnation().epoch(),
                        switch (order) {
                            case Step.Create _, Step.Stop _ -> Sight.STOPPED;
                            case Step.Start _ -> Sight.RUNNING;
                            case Step.Remove _ -> Sight.GONE;
                        });
            }
            tenancy.ended(failed ? new Outcome.Failed("as it happens") : new Outcome.Done())
                    .ifPresent(finish -> finish(finish.assignment(), finish.failure()));
            advance();
        }

        private void guestStops() {
            driver.forEach((epoch, power) -> {
                if (power == Sight.RUNNING && told.isEmpty()) {
                    driver.put(epoch, Sight.STOPPED);
                    tenancy.see(epoch, Sight.STOPPED);
                }
            });
            advance();
        }

        private void becomes(Epoch epoch, Sight power) {
            if (power == Sight.GONE) {
                driver.remove(epoch);
            } else {
                driver.put(epoch, power);
            }
            tenancy.see(epoch, power);
        }

        /** What was on its way to the disk is lost; what the driver was told, it may or may not have done. */
        private void processDies() {
            told.ifPresent(_ -> driverAnswers());
            onTheWay.clear();
            accepted.clear();
            accepted.putAll(highest);
            told = Optional.empty();
            tenancy = new Tenancy(WEB);
            List.copyOf(disk).forEach(this::apply);
            driver.forEach((epoch, power) -> tenancy.see(epoch, power));
            advance();
        }

        /** Nothing fails any more: all that was assigned ends, nothing that is barred remains. */
        private void settle() {
            failures = 0;
            for (int i = 0; i < 200; i++) {
                tenancy.rested();
                advance();
                diskWrites();
                driverAnswers();
            }
            assertThat(onTheWay).isEmpty();
            assertThat(told).isEmpty();
            assertThat(driver.keySet()).allMatch(epoch -> epoch.isAfter(barred));
            highest.forEach((epoch, number) -> {
                assertThat(tenancy.isDone(epoch)).isTrue();
                assertThat(tenancy.view(epoch).assignment()).isEqualTo(number);
            });
            Tenancy restored = new Tenancy(WEB);
            Tenancy before = tenancy;
            tenancy = restored;
            before.lines().forEach(line -> {
                if (line instanceof JournalLine.Barred barredLine) {
                    restored.bar(new Epoch(barredLine.upTo()), barredLine.at());
                } else {
                    apply(line);
                }
            });
            driver.forEach(restored::see);
            highest.keySet().forEach(epoch -> assertThat(restored.view(epoch)).isEqualTo(before.view(epoch)));
        }
    }
}
