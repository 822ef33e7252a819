package dev.holdfast.core.testing;

import java.util.function.Consumer;

/**
 * Runs a claim for many seeds. A failure names its seed and the command that runs that seed alone.
 *
 * <p>{@code -Dholdfast.seed=N} runs one seed; {@code -Dholdfast.seeds=N} sets how many.
 */
public final class Property {
    private Property() {}

    /** @param seeds how many, unless told otherwise */
    public static void holds(int seeds, Consumer<Rng> claim) {
        String one = System.getProperty("holdfast.seed", "");
        if (!one.isEmpty()) {
            claim.accept(new Rng(Long.parseLong(one)));
            return;
        }
        long count = Long.getLong("holdfast.seeds", seeds);
        for (long seed = 1; seed <= count; seed++) {
            try {
                claim.accept(new Rng(seed));
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("seed " + seed + " breaks it; repeat with " + command(seed), broken);
            }
        }
    }

    private static String command(long seed) {
        StackWalker.StackFrame test = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().equals(Property.class.getName()))
                        .findFirst()
                        .orElseThrow());
        String type = test.getClassName().substring(test.getClassName().lastIndexOf('.') + 1);
        return "mvn verify -Dtest=" + type + "#" + test.getMethodName()
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.seed=" + seed;
    }
}
