package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a list to its end, a page at a time. */
public final class Pages {
    /** How many are asked for at once. */
    public static final int SIZE = 500;

    private Pages() {}

    /**
     * @param page the page that a token stands for; the first one's is empty
     * @throws CommandFailure when a server gives the same token twice running, which would never end
     */
    public static <P, R> List<R> all(
            Function<String, P> page, Function<P, List<R>> entries, Function<P, String> nextToken) {
        List<R> all = new ArrayList<>();
        String token = "";
        do {
            P read = page.apply(token);
            all.addAll(entries.apply(read));
            String next = nextToken.apply(read);
            if (!next.isEmpty() && next.equals(token)) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "the server gave the same page twice (INTERNAL): report it; the list is not whole");
            }
            token = next;
        } while (!token.isEmpty());
        return all;
    }
}
