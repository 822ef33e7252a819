package dev.holdfast.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.testing.Property;
import dev.holdfast.core.testing.Rng;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterPropertyTest {
    private static final List<String> FIELDS = List.of("state", "host", "cores", "created", "labels.tier");

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        Property.holds(2_000, rng -> {
            Filter filter = any(rng, 4);
            assertThat(FilterParser.read(filter.text(), Thing.FIELDS)).isEqualTo(new Reading.Understood<>(filter));
        });
    }

    @Test
    void findsWhatSomebodyWithoutATrickWouldFind() {
        int[] found = new int[2];
        Property.holds(1_000, rng -> {
            Filter filter = any(rng, 3);
            Selection<Thing> selection = Selection.of(filter, SortOrder.BY_NAME, Thing.FIELDS);
            for (int i = 0; i < 20; i++) {
                Thing thing = Thing.any(rng, "t-" + i);
                boolean wanted = selection.wanted().test(thing);
                assertThat(wanted).as("%s of %s", filter.text(), thing).isEqualTo(naive(filter, thing));
                found[wanted ? 1 : 0]++;
            }
        });
        assertThat(found[0]).as("left out").isGreaterThan(20);
        assertThat(found[1]).as("found").isGreaterThan(20);
    }

    @Test
    void nothingThatIsWrittenMakesItFallOver() {
        String letters = "ab \"'\\()-.:*=!<>,ANDORT0";
        Property.holds(5_000, rng -> {
            StringBuilder text = new StringBuilder();
            Filter filter = any(rng, 2);
            text.append(filter.text());
            for (int i = rng.below(6); i > 0; i--) {
                int at = rng.below(text.length() + 1);
                text.insert(at, letters.charAt(rng.below(letters.length())));
            }
            switch (FilterParser.read(text.toString(), Thing.FIELDS)) {
                case Reading.Understood<Filter>(Filter understood) ->
                    assertThat(Selection.of(understood, SortOrder.BY_NAME, Thing.FIELDS)
                                    .wanted()
                                    .test(Thing.any(rng, "t")))
                            .isIn(true, false);
                case Reading.Misread<Filter>(int column, String expected) -> {
                    assertThat(column).isBetween(1, text.length() + 1);
                    assertThat(expected).isNotBlank();
                }
            }
        });
    }

    @Test
    void ordersAsSomebodyWithoutATrickWould() {
        Property.holds(300, rng -> {
            List<SortOrder.Key> keys = IntStream.range(0, 1 + rng.below(3))
                    .mapToObj(_ -> new SortOrder.Key(rng.oneOf(FIELDS), rng.chance(0.5)))
                    .toList();
            SortOrder order = new SortOrder(keys);
            assertThat(SortOrder.read(order.text(), Thing.FIELDS)).isEqualTo(new Reading.Understood<>(order));
            Ordering<Thing> ordering =
                    Selection.of(new Filter.All(), order, Thing.FIELDS).ordering();
            List<Thing> things = new ArrayList<>(IntStream.range(0, 30)
                    .mapToObj(i -> Thing.any(rng, "t-" + i))
                    .toList());
            List<Thing> expected = new ArrayList<>(things);
            expected.sort(naive(order));
            things.sort((one, other) -> ordering.compare(ordering.of(one, one.id()), ordering.of(other, other.id())));
            assertThat(things).isEqualTo(expected);
            things.forEach(thing -> {
                Cursor cursor = ordering.of(thing, thing.id());
                assertThat(ordering.cursor(cursor.text())).contains(cursor);
            });
        });
    }

    @Test
    void aCursorThatIsNoneIsRefused() {
        Ordering<Thing> ordering = Selection.of(
                        new Filter.All(), new SortOrder(List.of(new SortOrder.Key("cores", false))), Thing.FIELDS)
                .ordering();
        for (String text : List.of("", "x", "+1:", "+99:4t", "+1:xt", "-x:t", "+-1:t", "+:4t")) {
            assertThat(ordering.cursor(text)).as(text).isEmpty();
        }
    }

    private static Filter any(Rng rng, int depth) {
        return switch (depth == 0 ? rng.below(2) : rng.below(5)) {
            case 0 -> new Filter.Has(rng.oneOf(FIELDS));
            case 1 -> compare(rng);
            case 2 -> new Filter.Not(any(rng, depth - 1));
            case 3 -> new Filter.And(some(rng, depth - 1));
            default -> new Filter.Or(some(rng, depth - 1));
        };
    }

    private static List<Filter> some(Rng rng, int depth) {
        return IntStream.range(0, 2 + rng.below(2))
                .mapToObj(_ -> any(rng, depth))
                .toList();
    }

    private static Filter compare(Rng rng) {
        List<Operator> all = List.of(Operator.values());
        return switch (rng.below(5)) {
            case 0 ->
                new Filter.Compare(
                        "state",
                        rng.oneOf(List.of(Operator.EQUAL, Operator.NOT_EQUAL)),
                        rng.oneOf(List.of("RUNNING", "STOPPED")));
            case 1 ->
                new Filter.Compare(
                        "host", rng.oneOf(all), rng.oneOf(List.of("h-1", "h-2", "h-*", "*1", "*-*", "*", "h")));
            case 2 -> new Filter.Compare("cores", rng.oneOf(all.subList(0, 6)), Integer.toString(rng.below(6) - 1));
            case 3 ->
                new Filter.Compare(
                        "created",
                        rng.oneOf(all.subList(0, 6)),
                        Instant.ofEpochSecond(rng.below(4)).toString());
            default ->
                new Filter.Compare(
                        "labels.tier", rng.oneOf(all), rng.oneOf(List.of("data", "", "a\"b\\c", "*a*", "b\\")));
        };
    }

    /** Straight from the words of the documentation, by way of regular expressions and plain objects. */
    private static boolean naive(Filter filter, Thing thing) {
        return switch (filter) {
            case Filter.All _ -> true;
            case Filter.And(List<Filter> parts) -> parts.stream().allMatch(part -> naive(part, thing));
            case Filter.Or(List<Filter> parts) -> parts.stream().anyMatch(part -> naive(part, thing));
            case Filter.Not(Filter part) -> !naive(part, thing);
            case Filter.Has(String field) -> plain(field, thing) != null;
            case Filter.Compare(String field, Operator operator, String value) -> {
                Object there = plain(field, thing);
                if (there == null) {
                    yield operator == Operator.NOT_EQUAL;
                }
                int compared = there instanceof Long number
                        ? number.compareTo(Long.valueOf(value))
                        : there instanceof Instant at
                                ? at.compareTo(Instant.parse(value))
                                : there.toString().compareTo(value);
                boolean text = field.equals("host") || field.equals("labels.tier");
                boolean equal = text ? like(value, there.toString()) : compared == 0;
                yield switch (operator) {
                    case EQUAL -> equal;
                    case NOT_EQUAL -> !equal;
                    case LESS -> compared < 0;
                    case AT_MOST -> compared <= 0;
                    case MORE -> compared > 0;
                    case AT_LEAST -> compared >= 0;
                    case CONTAINS -> there.toString().contains(value);
                };
            }
        };
    }

    private static boolean like(String pattern, String text) {
        String begin = pattern.startsWith("*") ? ".*" : "";
        String end = pattern.length() > 1 && pattern.endsWith("*") ? ".*" : "";
        String middle = pattern.substring(begin.isEmpty() ? 0 : 1, pattern.length() - (end.isEmpty() ? 0 : 1));
        return text.matches(begin + java.util.regex.Pattern.quote(middle) + end);
    }

    private static @Nullable Object plain(String field, Thing thing) {
        return switch (field) {
            case "state" -> thing.state();
            case "host" -> thing.host().orElse(null);
            case "cores" -> thing.cores();
            case "created" -> thing.created();
            default -> thing.labels().get("tier");
        };
    }

    /** Fields become text that sorts as they do; what is not there sorts before all. */
    private static Comparator<Thing> naive(SortOrder order) {
        Comparator<Thing> by = (_, _) -> 0;
        for (SortOrder.Key key : order.keys()) {
            Function<Thing, String> text = thing ->
                    Objects.toString(plain(key.field(), thing), "").isEmpty() && plain(key.field(), thing) == null
                            ? ""
                            : "+" + plain(key.field(), thing);
            by = by.thenComparing(
                    key.descending() ? Comparator.comparing(text).reversed() : Comparator.comparing(text));
        }
        return by.thenComparing(Thing::id);
    }
}
