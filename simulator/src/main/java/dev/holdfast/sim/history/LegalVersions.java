package dev.holdfast.sim.history;

import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Answers;
import dev.holdfast.sim.model.Verb;
import java.util.HashMap;
import java.util.Map;

/** Where an answer that may hold at many versions holds; what is alike for many operations is worked out once. */
final class LegalVersions {
    private record Question(Verb verb, String code, boolean demanding) {}

    private final Case given;
    private final Map<Question, int[]> known = new HashMap<>();

    LegalVersions(Case given) {
        this.given = given;
    }

    /** The last version up to this one at which the operation may be answered so; -1 when there is none. */
    int lastFor(Operation operation, int atMost) {
        String code = operation.result() instanceof Result.Refused(String said) ? said : "NOT_FOUND";
        long acceptedFrom = given.acceptedFrom(operation);
        if (code.equals(Answers.REUSED)) {
            return atMost >= acceptedFrom && given.differs(operation) ? atMost : -1;
        }
        int unaccepted = (int) Math.min(atMost, acceptedFrom - 1);
        return lasts(new Question(operation.verb(), code, Case.demands(operation)))[unaccepted];
    }

    private int[] lasts(Question question) {
        return known.computeIfAbsent(question, _ -> {
            int[] lasts = new int[given.course().last() + 1];
            int last = -1;
            for (int version = 0; version < lasts.length; version++) {
                if (given.mayRefuse(question.verb(), question.code(), question.demanding(), version)) {
                    last = version;
                }
                lasts[version] = last;
            }
            return lasts;
        });
    }
}
