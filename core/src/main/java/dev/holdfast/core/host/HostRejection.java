package dev.holdfast.core.host;

import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.RequestId;

/** Why a host refuses its operator. */
public sealed interface HostRejection extends Rejection {
    /** Nobody has registered it. */
    record NoSuchHost(HostId host) implements HostRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.NOT_FOUND;
        }

        @Override
        public String message() {
            return "there is no host " + host;
        }
    }

    /** It is registered with other content. */
    record RegisteredOtherwise(HostId host, String field) implements HostRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.ALREADY_EXISTS;
        }

        @Override
        public String message() {
            return "host " + host + " is registered with another " + field;
        }
    }

    /** The request id was used for something else. */
    record RequestIdReused(RequestId requestId, String field) implements HostRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.REQUEST_ID_REUSED;
        }

        @Override
        public String message() {
            return "request_id " + requestId + " was used before with another " + field;
        }
    }

    /** The caller has read an older version. */
    record StaleEtag(HostId host, String given, String current) implements HostRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.STALE_ETAG;
        }

        @Override
        public String message() {
            return "host " + host + " has etag " + current + ", not " + given;
        }
    }

    /** No more young request ids can be remembered. */
    record TooManyRequests(HostId host) implements HostRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.TOO_MANY_REQUESTS_REMEMBERED;
        }

        @Override
        public String message() {
            return "host " + host + " remembers " + HostRequests.YOUNG_AT_MOST
                    + " request ids younger than 24 h already";
        }
    }

    /** Only of a host that is lost can a person say that nothing runs on it. */
    record NotLost(HostId host, String state) implements HostRejection {
        @Override
        public ErrorCode code() {
            return ErrorCode.ILLEGAL_VERB;
        }

        @Override
        public String message() {
            return "host " + host + " is " + state + "; only a LOST host can be confirmed fenced";
        }
    }
}
