package dev.holdfast.core.resource;

import dev.holdfast.core.shared.RequestId;
import java.util.Optional;

/**
 * What a caller says about a request besides its content.
 *
 * @param id under which it takes effect once
 * @param etag the etag that the caller has read; the request is refused when the instance has changed since
 */
public record Request(Optional<RequestId> id, Optional<String> etag) {
    /** Says nothing. */
    public static final Request PLAIN = new Request(Optional.empty(), Optional.empty());

    public static Request of(RequestId id) {
        return new Request(Optional.of(id), Optional.empty());
    }
}
