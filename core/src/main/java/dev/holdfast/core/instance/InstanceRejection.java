package dev.holdfast.core.instance;

import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;

/** Why an instance refuses. */
public sealed interface InstanceRejection extends Rejection {
    /** The name stands for nothing, or for something deleted. */
    record NoSuchInstance(InstanceName name) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.NOT_FOUND;
        }

        @Override
        public String message() {
            return "there is no instance " + name;
        }
    }

    /** The name is in use. */
    record AlreadyExists(InstanceName name, String state) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.ALREADY_EXISTS;
        }

        @Override
        public String message() {
            return "instance " + name + " exists and is " + state;
        }
    }

    /** The request id was used for something else. */
    record RequestIdReused(RequestId requestId, String field) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.REQUEST_ID_REUSED;
        }

        @Override
        public String message() {
            return "request_id " + requestId + " was used before with another " + field;
        }
    }

    /** An operation is running. */
    record Busy(InstanceName name, String state, String running) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.BUSY;
        }

        @Override
        public String message() {
            return "instance " + name + " is " + state + (running.isEmpty() ? "" : "; running: " + running);
        }
    }

    /** The state does not allow the verb. */
    record IllegalVerb(InstanceName name, String state, Verb verb) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.ILLEGAL_VERB;
        }

        @Override
        public String message() {
            return "instance " + name + " is " + state + ", which does not allow " + verb.word();
        }
    }

    /** The caller has read an older version. */
    record StaleEtag(InstanceName name, String given, String current) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.STALE_ETAG;
        }

        @Override
        public String message() {
            return "instance " + name + " has etag " + current + ", not " + given;
        }
    }

    /** No more young request ids can be remembered. */
    record TooManyRequests(InstanceName name) implements InstanceRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.TOO_MANY_REQUESTS_REMEMBERED;
        }

        @Override
        public String message() {
            return "instance " + name + " remembers " + Operations.YOUNG_AT_MOST
                    + " request ids younger than 24 h already";
        }
    }
}
