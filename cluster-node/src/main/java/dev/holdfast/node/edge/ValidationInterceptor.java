package dev.holdfast.node.edge;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ExecutionException;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPathElement;
import build.buf.validate.Violation;
import com.google.protobuf.Message;
import dev.holdfast.core.shared.ErrorCode;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds every message that comes in against the rules beside its fields; what breaks one reaches no service. */
final class ValidationInterceptor implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(ValidationInterceptor.class);

    private final Validator validator = ValidatorFactory.newBuilder().build();

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Refusable<Q, A> refusable = new Refusable<>(call);
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                next.startCall(refusable, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) {
                    return;
                }
                StatusRuntimeException fault = faultOf(message);
                if (fault == null) {
                    super.onMessage(message);
                } else {
                    refused = true;
                    refusable.refuse(fault);
                    super.onCancel();
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onCancel() {
                if (!refused) {
                    super.onCancel();
                }
            }

            @Override
            public void onComplete() {
                if (!refused) {
                    super.onComplete();
                }
            }
        };
    }

    /**
     * A call that ends once, by its service or by its refusal, whichever is first. A session's actor speaks on a thread
     * of its own, and hears of the refusal later: what it says until then goes nowhere, as after a cancellation.
     */
    private static final class Refusable<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private boolean over;

        private Refusable(ServerCall<Q, A> call) {
            super(call);
        }

        private synchronized void refuse(StatusRuntimeException fault) {
            if (!over) {
                over = true;
                super.close(fault.getStatus(), fault.getTrailers() == null ? new Metadata() : fault.getTrailers());
            }
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!over) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (!over) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!over) {
                over = true;
                super.close(status, trailers);
            }
        }
    }

    private @org.jspecify.annotations.Nullable StatusRuntimeException faultOf(Object message) {
        if (message instanceof RequestReading.Unreadable(String method, String why)) {
            return StatusMapping.ofFields(
                    List.of(new StatusMapping.FieldFault("request", "must be the message of " + method + ": " + why)));
        }
        if (!(message instanceof Message proto)) {
            return null;
        }
        List<StatusMapping.FieldFault> times = TimeFaults.in(proto);
        if (!times.isEmpty()) {
            // The validator fails on these, rather than say that they break a rule.
            return StatusMapping.ofFields(times);
        }
        try {
            List<StatusMapping.FieldFault> faults = validator.validate(proto).getViolations().stream()
                    .map(violation -> fault(violation.toProto()))
                    .toList();
            return faults.isEmpty() ? null : StatusMapping.ofFields(faults);
        } catch (ExecutionException notApplicable) {
            // The rules compile, so that it is the value that one of them cannot be applied to.
            return StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(
                    "request", "holds a value that a rule cannot be applied to: " + notApplicable.getMessage())));
        } catch (ValidationException broken) {
            LOG.atError().setCause(broken).log("A rule in the proto is broken.");
            return StatusMapping.of(ErrorCode.INTERNAL, "the request could not be checked", "");
        }
    }

    private static StatusMapping.FieldFault fault(Violation violation) {
        String field = violation.getField().getElementsList().stream()
                .map(ValidationInterceptor::element)
                .collect(Collectors.joining("."));
        return new StatusMapping.FieldFault(field.isEmpty() ? "request" : field, violation.getMessage());
    }

    private static String element(FieldPathElement element) {
        return switch (element.getSubscriptCase()) {
            case INDEX -> element.getFieldName() + "[" + element.getIndex() + "]";
            case STRING_KEY -> element.getFieldName() + "[" + element.getStringKey() + "]";
            case BOOL_KEY, INT_KEY, UINT_KEY, SUBSCRIPT_NOT_SET -> element.getFieldName();
        };
    }
}
