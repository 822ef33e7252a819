package dev.holdfast.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a person may have meant by a word that nobody knows. */
final class Guess {
    private static final int GUESSES_AT_MOST = 3;
    private static final int LETTERS_A_MISTAKE = 3;

    /** What other tools call it. */
    private static final Map<String, List<String>> ELSEWHERE = Map.ofEntries(
            Map.entry("rm", List.of("delete")),
            Map.entry("remove", List.of("delete")),
            Map.entry("destroy", List.of("delete")),
            Map.entry("terminate", List.of("delete")),
            Map.entry("ls", List.of("list")),
            Map.entry("ps", List.of("list")),
            Map.entry("show", List.of("get", "explain")),
            Map.entry("describe", List.of("get", "explain")),
            Map.entry("status", List.of("get", "explain")),
            Map.entry("why", List.of("explain")),
            Map.entry("run", List.of("create", "dev")),
            Map.entry("launch", List.of("create")),
            Map.entry("new", List.of("create")),
            Map.entry("add", List.of("create", "register")),
            Map.entry("up", List.of("dev", "start")),
            Map.entry("server", List.of("dev")),
            Map.entry("serve", List.of("dev")),
            Map.entry("logs", List.of("events")),
            Map.entry("history", List.of("events")),
            Map.entry("log", List.of("events")),
            Map.entry("reboot", List.of("restart")),
            Map.entry("edit", List.of("update")),
            Map.entry("set", List.of("update")),
            Map.entry("vm", List.of("instance")),
            Map.entry("vms", List.of("instance")),
            Map.entry("node", List.of("host", "dev")),
            Map.entry("nodes", List.of("host")),
            Map.entry("context", List.of("config")));

    private Guess() {}

    /**
     * At most three of those that there are, the likeliest first; none rather than one that is far-fetched.
     *
     * @param typed as it was written
     * @param known as they would have to be written
     */
    static List<String> of(String typed, Collection<String> known) {
        String word = typed.toLowerCase(Locale.ROOT);
        List<String> sure = known.stream()
                .filter(each -> each.equalsIgnoreCase(typed)
                        || ELSEWHERE.getOrDefault(word, List.of()).contains(each))
                .toList();
        return sure.isEmpty()
                ? known.stream()
                        .filter(each -> isLike(word, each))
                        .sorted(Comparator.<String>comparingInt(each -> mistakes(word, each))
                                .thenComparing(Comparator.naturalOrder()))
                        .limit(GUESSES_AT_MOST)
                        .toList()
                : sure;
    }

    /** As a clause that follows what was wrong; empty without a guess. */
    static String clause(String typed, Collection<String> known) {
        List<String> guesses = of(typed, known);
        return guesses.isEmpty() ? "" : "; did you mean '" + String.join("' or '", guesses) + "'?";
    }

    /** One mistake in every few letters, or a long option's last word without its first ones. */
    private static boolean isLike(String word, String known) {
        String bare = word.replaceFirst("^-+", "");
        if (bare.length() < 2) {
            return false;
        }
        boolean isItsEnd = word.startsWith("--") && known.endsWith("-" + bare);
        return isItsEnd || mistakes(word, known) <= Math.max(1, bare.length() / LETTERS_A_MISTAKE);
    }

    /** Letters that are wrong, missing or too many, and neighbours that changed places. */
    private static int mistakes(String one, String other) {
        int[][] least = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? Math.max(i, j) : step(least, one, other, i, j);
            }
        }
        return least[one.length()][other.length()];
    }

    private static int step(int[][] least, String one, String other, int i, int j) {
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(least[i - 1][j], least[i][j - 1]) + 1, least[i - 1][j - 1] + same);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, least[i - 2][j - 2] + 1) : best;
    }
}
