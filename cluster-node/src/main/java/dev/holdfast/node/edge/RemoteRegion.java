package dev.holdfast.node.edge;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to another region: a connection to each of its nodes that the directory names. A region none of whose nodes
 * could be reached for a while is lost: whoever wants it is told at once, instead of waiting with a place taken, until
 * one of the connections is there again. For many threads.
 */
final class RemoteRegion implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteRegion.class);
    private static final int MESSAGE_BYTES_AT_MOST = 4 << 20;
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long KEEP_ALIVE_PATIENCE_SECONDS = 5;

    /** What comes of asking for a way. */
    sealed interface Way {
        /** @param end gives back the place that it takes */
        record Open(Channel channel, Runnable end) implements Way {}

        /** No node can be reached. */
        record Lost() implements Way {}

        /** So much is under way already. */
        record Full(int underWay) implements Way {}
    }

    private final String name;
    private final List<String> addresses;
    private final List<ManagedChannel> channels;
    private final int callsAtMost;
    private final long connectWithinNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private Optional<Long> unreachableSince = Optional.empty();
    private boolean told;

    RemoteRegion(
            String name,
            List<String> addresses,
            List<ManagedChannel> channels,
            RegionSettings settings,
            LongSupplier nanoTime) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.channels = List.copyOf(channels);
        this.callsAtMost = settings.callsAtMost();
        this.connectWithinNanos = settings.connectWithin().toNanos();
        this.nanoTime = nanoTime;
    }

    /** @throws IOException when the certificates that are trusted cannot be read */
    static RemoteRegion of(String name, List<String> addresses, RegionSettings settings) throws IOException {
        List<ManagedChannel> channels = new ArrayList<>();
        for (String address : addresses) {
            channels.add(channel(address, settings));
        }
        return new RemoteRegion(name, addresses, channels, settings, System::nanoTime);
    }

    private static ManagedChannel channel(String address, RegionSettings settings) throws IOException {
        int colon = address.lastIndexOf(':');
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
                .maxInboundMessageSize(MESSAGE_BYTES_AT_MOST)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .disableRetry();
        if (settings.trust().isPresent()) {
            builder.sslContext(GrpcSslContexts.forClient()
                    .trustManager(settings.trust().get().toFile())
                    .build());
        } else {
            builder.usePlaintext();
        }
        return builder.build();
    }

    List<String> addresses() {
        return addresses;
    }

    /** A place and a connection for one call, if there are both. */
    Way way() {
        Optional<ManagedChannel> channel = reachable();
        if (channel.isEmpty()) {
            return new Way.Lost();
        }
        int before = underWay.getAndUpdate(now -> now < callsAtMost ? now + 1 : now);
        if (before >= callsAtMost) {
            return new Way.Full(before);
        }
        return new Way.Open(channel.get(), underWay::decrementAndGet);
    }

    /** Tries again now whatever waits for its next try, and tells when the region was lost or is back. */
    void knock() {
        for (ManagedChannel channel : channels) {
            if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
        }
        boolean lost = reachable().isEmpty();
        if (lost != told) {
            told = lost;
            (lost ? LOG.atWarn() : LOG.atInfo())
                    .addKeyValue("region", name)
                    .addKeyValue("nodes", addresses)
                    .log(lost ? "A region cannot be reached." : "A region can be reached again.");
        }
    }

    /** One that is connected; while none was for a short time only, one that may soon be. */
    private synchronized Optional<ManagedChannel> reachable() {
        int first = Math.floorMod(turn.getAndIncrement(), channels.size());
        Optional<ManagedChannel> soon = Optional.empty();
        for (int i = 0; i < channels.size(); i++) {
            ManagedChannel channel = channels.get((first + i) % channels.size());
            ConnectivityState state = channel.getState(true);
            if (state == ConnectivityState.READY) {
                unreachableSince = Optional.empty();
                return Optional.of(channel);
            }
            if (soon.isEmpty() && (state == ConnectivityState.CONNECTING || state == ConnectivityState.IDLE)) {
                soon = Optional.of(channel);
            }
        }
        long now = nanoTime.getAsLong();
        long since = unreachableSince.orElse(now);
        unreachableSince = Optional.of(since);
        return now - since < connectWithinNanos ? soon : Optional.empty();
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdown);
    }
}
