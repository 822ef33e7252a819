package dev.holdfast.node.resource;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The answer to whatever was {@link ResourceMessage.Asked}. */
public sealed interface Reply extends Sendable {
    /** Accepted, or read: this is how the resource stands. */
    record Done(Body state) implements Reply {}

    /**
     * Some of a shard's resources.
     *
     * @param more whether there are others after these
     */
    record States(List<Body> states, boolean more) implements Reply {
        public States {
            states = List.copyOf(states);
        }
    }

    /**
     * Those of a shard's resources that were looked for.
     *
     * @param seenTo the place, as text, up to which these are all; empty when there are none after it
     */
    record Found(List<Body> states, Optional<String> seenTo) implements Reply {
        public Found {
            states = List.copyOf(states);
        }
    }

    /**
     * Some of what happened to one resource, oldest first.
     *
     * @param more whether there are others after these
     */
    record Facts(List<Fact> facts, boolean more) implements Reply {
        public Facts {
            facts = List.copyOf(facts);
        }

        /**
         * @param kind its logical name and version
         * @param sentence what happened, for a person
         * @param party who caused it
         */
        public record Fact(long sequence, Instant at, String kind, String sentence, String party) {}
    }

    /**
     * What a shard's auditor has found.
     *
     * @param count how many, those included that are not listed
     */
    record Findings(List<One> findings, long count) implements Reply {
        public Findings {
            findings = List.copyOf(findings);
        }

        /**
         * @param id of the resource
         * @param rule what is broken, in one word
         * @param what a sentence about it
         * @param since when it was first found
         */
        public record One(String id, String rule, String what, Instant since) {}
    }

    /** Not accepted; the code says whether that is certain and what to try. */
    record Refused(ErrorCode code, String message) implements Reply {
        /** Whom the question was for has ended, and did nothing of it; it may be asked again at once. */
        public static final Refused UNDELIVERED =
                new Refused(ErrorCode.UNAVAILABLE, "it stopped being served here just now; nothing was done");
    }
}
