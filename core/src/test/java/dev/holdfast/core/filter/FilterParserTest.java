package dev.holdfast.core.filter;

import static dev.holdfast.core.filter.Thing.FIELDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "state = RUNNING | state = \"RUNNING\"",
                "state!=RUNNING | state != \"RUNNING\"",
                "-state=RUNNING | NOT state = \"RUNNING\"",
                "NOT (state = RUNNING) | NOT state = \"RUNNING\"",
                "cores>=4 AND host=h-1 | cores >= \"4\" AND host = \"h-1\"",
                "labels:tier | labels.tier:*",
                "labels.tier:* | labels.tier:*",
                "labels.tier:da | labels.tier : \"da\"",
                "host = 'a b' | host = \"a b\"",
                "host = \"say \\\"so\\\"\" | host = \"say \\\"so\\\"\"",
                "created < \"2026-01-31T12:00:00Z\" | created < \"2026-01-31T12:00:00Z\""
            })
    void readsAndWritesTheSame(String written, String canonical) {
        assertThat(understood(written).text()).isEqualTo(canonical);
        assertThat(understood(canonical).text()).isEqualTo(canonical);
    }

    @Test
    void bindsOrMoreTightlyThanAndAsTheProposalSays() {
        assertThat(understood("state = RUNNING AND host = a OR host = b").text())
                .isEqualTo("state = \"RUNNING\" AND (host = \"a\" OR host = \"b\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void readsNothingAsEverything(String written) {
        assertThat(understood(written)).isEqualTo(new Filter.All());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "state == UP | 7 | a single = after state",
                "colour = red | 1 | a field, not colour; there are cores, created, host, state, labels.KEY",
                "state = RUNING | 9 | one of RUNNING, STOPPED",
                "state < RUNNING | 7 | = or != after state",
                "state RUNNING | 7 | = or != after state",
                "cores = four | 9 | a whole number",
                "cores = | 8 | a whole number",
                "cores : 4 | 9 | after a colon only *, for cores is no text",
                "created > yesterday | 11 | a time in quotes, such as \"2026-01-31T12:00:00Z\"",
                "host = \"open | 8 | a closing quote for the one that opens here",
                "host = \"open\\ | 8 | a closing quote for the one that opens here",
                "(host = a | 10 | AND, OR or a closing parenthesis",
                "host = a) | 9 | AND, OR or the end of the filter",
                "host = a host = b | 10 | AND, OR or the end of the filter",
                "host = a AND | 13 | a field, NOT or a parenthesis",
                "NOT NOT host = a | 5 | a field, not NOT; there are cores, created, host, state, labels.KEY",
                "labels = a | 8 | a colon and a key, or labels.KEY",
                "labels: | 8 | a key of labels",
                "labels. = a | 1 | a field, not labels.; there are cores, created, host, state, labels.KEY",
                "host ~ a | 6 | one of = != < <= > >= : after host"
            })
    void saysWhereItWentWrongAndWhatShouldStandThere(String written, int column, String expected) {
        Reading<Filter> reading = FilterParser.read(written, FIELDS);
        assertThat(reading).isEqualTo(new Reading.Misread<Filter>(column, expected));
    }

    @Test
    void refusesParenthesesThatGoTooDeep() {
        String deep = "(".repeat(33) + "host = a" + ")".repeat(33);
        assertThat(FilterParser.read(deep, FIELDS))
                .isEqualTo(new Reading.Misread<Filter>(33, "no more than 32 parentheses inside of each other"));
        String side = "(host = a) AND ".repeat(60) + "host = a";
        assertThat(FilterParser.read(side, FIELDS)).isInstanceOf(Reading.Understood.class);
    }

    @Test
    void readsOrders() {
        assertThat(SortOrder.read("host desc,cores , labels.tier", FIELDS))
                .isInstanceOfSatisfying(
                        Reading.Understood.class,
                        order -> assertThat(((SortOrder) order.meaning()).text())
                                .isEqualTo("host desc, cores, labels.tier"));
        assertThat(SortOrder.read("", FIELDS)).isEqualTo(new Reading.Understood<>(SortOrder.BY_NAME));
        assertThat(SortOrder.read("host asc", FIELDS))
                .isEqualTo(new Reading.Misread<SortOrder>(6, "desc, a comma or the end of the order"));
        assertThat(SortOrder.read("host,", FIELDS))
                .isEqualTo(new Reading.Misread<SortOrder>(
                        6, "a field; there are cores, created, host, state, labels.KEY"));
        assertThat(SortOrder.read("host,host,host,host,host", FIELDS))
                .isEqualTo(new Reading.Misread<SortOrder>(21, "no more than 4 fields"));
    }

    private static Filter understood(String written) {
        return switch (FilterParser.read(written, FIELDS)) {
            case Reading.Understood<Filter>(Filter filter) -> filter;
            case Reading.Misread<Filter> misread -> throw new AssertionError(misread.sentence());
        };
    }
}
