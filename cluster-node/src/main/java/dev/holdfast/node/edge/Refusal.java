package dev.holdfast.node.edge;

import dev.holdfast.core.shared.ErrorCode;

/** A refusal on its way out of a service, through a future. Only {@link Unary} and its like throw it at anybody. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String resource;

    /** @param resource the full name of what it is about; may be empty */
    public Refusal(ErrorCode code, String message, String resource) {
        super(message, null, false, false);
        this.code = code;
        this.resource = resource;
    }

    public ErrorCode code() {
        return code;
    }

    public String resource() {
        return resource;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
