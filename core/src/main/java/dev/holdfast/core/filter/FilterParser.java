package dev.holdfast.core.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads filters, a subset of AIP-160:
 *
 * <pre>
 * filter     = [ and ]
 * and        = or { "AND" or }            as in AIP-160, OR binds more tightly than AND
 * or         = term { "OR" term }
 * term       = [ "NOT" | "-" ] simple
 * simple     = "(" and ")" | comparison
 * comparison = field operator value | field ":*" | map ":" key
 * operator   = "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | ":"
 * value      = word | "text" | 'text'
 * </pre>
 *
 * Left out are bare words without a field, functions, and fields on the right. Whatever is understood can be held
 * against states without further errors: its fields are there, and its values are of their kinds.
 */
public final class FilterParser<S> {
    /** How deep parentheses may stand in each other. */
    private static final int DEEPEST = 32;

    private final Letters letters;
    private final Fields<S> fields;
    private int depth;

    private FilterParser(String text, Fields<S> fields) {
        this.letters = new Letters(text);
        this.fields = fields;
    }

    public static <S> Reading<Filter> read(String text, Fields<S> fields) {
        return Letters.read(() -> new FilterParser<>(text, fields).filter());
    }

    private Filter filter() {
        if (letters.atEnd()) {
            return new Filter.All();
        }
        Filter filter = and();
        if (!letters.atEnd()) {
            throw letters.fail(letters.at(), "AND, OR or the end of the filter");
        }
        return filter;
    }

    private Filter and() {
        List<Filter> parts = new ArrayList<>(List.of(or()));
        while (letters.takeWord("AND")) {
            parts.add(or());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter or() {
        List<Filter> parts = new ArrayList<>(List.of(term()));
        while (letters.takeWord("OR")) {
            parts.add(term());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
    }

    private Filter term() {
        return letters.takeWord("NOT") || letters.take("-") ? new Filter.Not(simple()) : simple();
    }

    private Filter simple() {
        if (!letters.take("(")) {
            return comparison();
        }
        if (++depth > DEEPEST) {
            throw letters.fail(letters.at() - 1, "no more than " + DEEPEST + " parentheses inside of each other");
        }
        Filter inside = and();
        if (!letters.take(")")) {
            throw letters.fail(letters.at(), "AND, OR or a closing parenthesis");
        }
        depth--;
        return inside;
    }

    private Filter comparison() {
        letters.skipBlanks();
        int begin = letters.at();
        String name = letters.word();
        if (name.isEmpty()) {
            throw letters.fail(begin, "a field, NOT or a parenthesis");
        }
        if (fields.isMap(name)) {
            return hasKey(name);
        }
        Field<S> field = fields.field(name)
                .orElseThrow(() -> letters.fail(begin, "a field, not " + name + "; there are " + fields.names()));
        Operator operator = operator(field);
        letters.skipBlanks();
        int where = letters.at();
        boolean quoted = letters.quoteComes();
        String value = quoted ? letters.quoted() : letters.word();
        if (value.isEmpty() && !quoted) {
            throw letters.fail(where, field.wanted());
        }
        if (operator == Operator.CONTAINS && !quoted && value.equals("*")) {
            return new Filter.Has(name);
        }
        if (!field.knows(operator)) {
            throw letters.fail(where, "after a colon only *, for " + name + " is no text");
        }
        if (field.value(value).isEmpty()) {
            throw letters.fail(where, field.wanted());
        }
        return new Filter.Compare(name, operator, value);
    }

    private Filter hasKey(String map) {
        if (!letters.take(":")) {
            throw letters.fail(letters.at(), "a colon and a key, or " + map + ".KEY");
        }
        letters.skipBlanks();
        int where = letters.at();
        String key = letters.quoteComes() ? letters.quoted() : letters.word();
        Field<S> field = fields.field(map + "." + key)
                .filter(_ -> key.indexOf('*') < 0)
                .orElseThrow(() -> letters.fail(where, "a key of " + map));
        return new Filter.Has(field.name());
    }

    private Operator operator(Field<S> field) {
        letters.skipBlanks();
        int where = letters.at();
        // The longer ones first: <= begins like <.
        for (Operator operator : List.of(
                Operator.AT_MOST,
                Operator.AT_LEAST,
                Operator.NOT_EQUAL,
                Operator.EQUAL,
                Operator.LESS,
                Operator.MORE,
                Operator.CONTAINS)) {
            if (letters.take(operator.sign())) {
                if (!field.knows(operator) && operator != Operator.CONTAINS) {
                    throw letters.fail(where, "= or != after " + field.name());
                }
                if (operator == Operator.EQUAL && letters.take("=")) {
                    throw letters.fail(where, "a single = after " + field.name());
                }
                return operator;
            }
        }
        throw letters.fail(
                where,
                field.knows(Operator.LESS)
                        ? "one of = != < <= > >= : after " + field.name()
                        : "= or != after " + field.name());
    }
}
