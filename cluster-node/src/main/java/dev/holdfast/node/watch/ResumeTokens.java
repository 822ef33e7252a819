package dev.holdfast.node.watch;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.node.view.Place;
import io.grpc.StatusRuntimeException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The resume tokens of one kind of watch: how far each shard was told, in one era of the store, bound to the arguments
 * of the request. Opaque to clients: the form may change, and a token of another form is refused as none of ours.
 */
final class ResumeTokens {
    private static final byte FORM = 1;
    private static final int LONGEST_NUMBER = 10;
    private static final int SUM_BYTES = 4;

    private final long era;
    private final int shards;
    private final int argumentsSum;

    /** @param arguments all that must stay the same from watch to watch */
    ResumeTokens(long era, int shards, List<String> arguments) {
        this.era = era;
        this.shards = shards;
        this.argumentsSum = sum(arguments);
    }

    /** @param told for each shard the place up to which it was told */
    String of(List<Place> told) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * SUM_BYTES + LONGEST_NUMBER * (2 + 2 * told.size()));
        bytes.put(FORM);
        bytes.putInt(argumentsSum);
        number(bytes, era);
        number(bytes, told.size());
        for (Place place : told) {
            number(bytes, place.position());
            number(bytes, place.index());
        }
        bytes.putInt(sum(bytes));
        byte[] token = new byte[bytes.position()];
        bytes.flip().get(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * The places that a token stands for; none for the empty text.
     *
     * @throws StatusRuntimeException INVALID_ARGUMENT, when the token was not given for this request
     * @throws Refusal WATCH_TOO_OLD, when it was given in another era
     */
    Optional<List<Place>> places(String token) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(ByteBuffer.wrap(Base64.getUrlDecoder().decode(token))));
        } catch (IllegalArgumentException | BufferUnderflowException notOurs) {
            throw broken("is none of ours");
        }
    }

    private List<Place> read(ByteBuffer bytes) {
        int end = bytes.limit() - SUM_BYTES;
        if (end < 1 + SUM_BYTES || bytes.getInt(end) != sum(bytes.slice(0, end).position(end)) || bytes.get() != FORM) {
            throw broken("is none of ours");
        }
        bytes.limit(end);
        if (bytes.getInt() != argumentsSum) {
            throw broken("was given for a request with other arguments");
        }
        long itsEra = number(bytes);
        if (itsEra != era) {
            throw new Refusal(
                    ErrorCode.WATCH_TOO_OLD,
                    "the resume token is of era " + itsEra + " of the log, and this is era " + era,
                    "");
        }
        if (number(bytes) != shards) {
            throw broken("is none of ours");
        }
        List<Place> places = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            places.add(new Place(number(bytes), (int) number(bytes)));
        }
        return places;
    }

    private static StatusRuntimeException broken(String why) {
        return StatusMapping.ofFields(List.of(new StatusMapping.FieldFault("resume_token", why)));
    }

    private static void number(ByteBuffer bytes, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes.put((byte) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        bytes.put((byte) left);
    }

    private static long number(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without an end");
    }

    /** Over all that was put so far. */
    private static int sum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.duplicate().flip());
        return (int) sum.getValue();
    }

    private static int sum(List<String> arguments) {
        CRC32C sum = new CRC32C();
        for (String argument : arguments) {
            sum.update(argument.getBytes(StandardCharsets.UTF_8));
            sum.update(0);
        }
        return (int) sum.getValue();
    }
}
