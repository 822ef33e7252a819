package dev.holdfast.cli.instance;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import dev.holdfast.v1.CreateInstanceRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch's refusal as a person understands it, who knows names and no places in a list: {@code requests[3]: it exists}
 * becomes {@code web-4: it exists}.
 */
final class BatchMember {
    private static final Pattern PLACE = Pattern.compile("^requests\\[([0-9]{1,6})](\\.|: ?)");

    private BatchMember() {}

    /** The same refusal; only about the first member that it names, because members are alike. */
    static StatusRuntimeException named(StatusRuntimeException refused, List<CreateInstanceRequest> batch) {
        Status status = StatusProto.fromThrowable(refused);
        if (status == null) {
            return refused;
        }
        Matcher place = PLACE.matcher(status.getMessage());
        if (!place.find()) {
            return refused;
        }
        int at = Integer.parseInt(place.group(1));
        if (at >= batch.size()) {
            return refused;
        }
        Status.Builder named = status.toBuilder()
                .setMessage(batch.get(at).getInstanceId() + ": "
                        + status.getMessage().substring(place.end()))
                .clearDetails();
        status.getDetailsList()
                .forEach(detail -> named.addDetails(
                        detail.is(BadRequest.class) ? fields(detail, "requests[" + at + "].") : detail));
        return StatusProto.toStatusRuntimeException(named.build());
    }

    private static Any fields(Any detail, String member) {
        try {
            BadRequest.Builder fields = BadRequest.newBuilder();
            for (BadRequest.FieldViolation violation :
                    detail.unpack(BadRequest.class).getFieldViolationsList()) {
                if (violation.getField().startsWith(member)) {
                    fields.addFieldViolations(
                            violation.toBuilder().setField(violation.getField().substring(member.length())));
                }
            }
            return Any.pack(fields.build());
        } catch (InvalidProtocolBufferException garbled) {
            return detail;
        }
    }
}
