package dev.holdfast.node.edge;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Services whose requests can be bytes that are none. gRPC itself ends such a call as if the service had a defect; here
 * they come through to the interceptors as {@link Unreadable}, so that the caller hears what is wrong.
 */
final class RequestReading {
    /**
     * Stands where the request would; no service ever sees one.
     *
     * @param method whose request it should have been
     */
    record Unreadable(String method, String why) {}

    private RequestReading() {}

    /** The same service, but for how it reads requests. */
    static ServerServiceDefinition tolerant(ServerServiceDefinition service) {
        ServiceDescriptor known = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(known.getName()).setSchemaDescriptor(known.getSchemaDescriptor());
        service.getMethods().forEach(method -> descriptor.addMethod(descriptor(method)));
        ServiceDescriptor built = descriptor.build();
        ServerServiceDefinition.Builder made = ServerServiceDefinition.builder(built);
        for (MethodDescriptor<?, ?> method : built.getMethods()) {
            add(made, method, service.getMethod(method.getFullMethodName()));
        }
        return made.build();
    }

    private static <Q, A> MethodDescriptor<Q, A> descriptor(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> known = method.getMethodDescriptor();
        return known.toBuilder(
                        new Tolerant<>(known.getRequestMarshaller(), known.getFullMethodName()),
                        known.getResponseMarshaller())
                .build();
    }

    /** The descriptor was made from this method's own, so that the types are the same. */
    @SuppressWarnings("unchecked")
    private static <Q, A> void add(
            ServerServiceDefinition.Builder service,
            MethodDescriptor<?, ?> descriptor,
            ServerMethodDefinition<Q, A> of) {
        service.addMethod(
                ServerMethodDefinition.create((MethodDescriptor<Q, A>) descriptor, of.getServerCallHandler()));
    }

    private record Tolerant<Q>(MethodDescriptor.Marshaller<Q> inner, String method)
            implements MethodDescriptor.Marshaller<Q> {
        @Override
        public InputStream stream(Q value) {
            return inner.stream(value);
        }

        /** Interceptors take whatever comes, so that something else may come in the place of a request. */
        @Override
        @SuppressWarnings("unchecked")
        public Q parse(InputStream bytes) {
            try {
                return inner.parse(bytes);
            } catch (StatusRuntimeException garbled) {
                Throwable cause = garbled.getCause();
                return (Q) new Unreadable(method, String.valueOf(cause == null ? garbled : cause.getMessage()));
            }
        }
    }
}
