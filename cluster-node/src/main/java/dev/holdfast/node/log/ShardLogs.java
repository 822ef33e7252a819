package dev.holdfast.node.log;

import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.log.cassandra.CassandraLogStore;
import dev.holdfast.node.log.memory.MemoryLogStore;
import dev.holdfast.node.log.rocksdb.RocksLogStore;
import dev.holdfast.node.log.rocksdb.RocksSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** The node's logs: the store, which shards are worked on here, and where an id's events go. */
public final class ShardLogs implements Extension {
    /** How the actor system finds it. */
    public static final class Id extends ExtensionId<ShardLogs> {
        private static final Id INSTANCE = new Id();

        private Id() {}

        @Override
        public ShardLogs createExtension(ActorSystem<?> system) {
            return new ShardLogs(system);
        }
    }

    /**
     * Where the events of a persistence id go.
     *
     * @param id as the shard's log knows it
     */
    public record Location(ShardId shard, String id) {}

    /** The store could not be written; the process should end and start again. */
    private static final class StorePoisoned implements CoordinatedShutdown.Reason {
        @Override
        public String toString() {
            return "its store could not be written";
        }
    }

    private final LogConfig config;
    private final LogStore store;
    private final long era;
    private final ConcurrentMap<ShardId, ActorRef<LogMessage>> working = new ConcurrentHashMap<>();
    private final ActorRef<LogRegistry.Message> registry;
    private final ConcurrentMap<ShardId, CompletableFuture<ActorRef<LogMessage>>> ownDefaults =
            new ConcurrentHashMap<>();

    private ShardLogs(ActorSystem<?> system) {
        this.config = LogConfig.from(system.settings().config());
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        LogStore configured = switch (config.store()) {
            case "memory" -> new MemoryLogStore();
            case "rocksdb" ->
                new RocksLogStore(
                        new RocksSettings(
                                config.rocksdbDirectory(),
                                config.rocksdbSync(),
                                RocksSettings.in(config.rocksdbDirectory()).cacheMib(),
                                RocksSettings.in(config.rocksdbDirectory()).writeBufferMib()),
                        _ -> shutdown.runAll(new StorePoisoned()));
            case "cassandra" -> CassandraLogStore.open(config.cassandra());
            default -> throw new IllegalArgumentException("no store " + config.store());
        };
        this.store = Adapter.toClassic(system)
                .settings()
                .setup()
                .get(LogStoreSetup.class)
                .map(setup -> setup.apply(configured))
                .orElse(configured);
        RegionRecord found = store.region(config.regionRecord());
        this.era = found.era();
        List<String> differences = found.differencesTo(config.regionRecord());
        if (!differences.isEmpty()) {
            store.close();
            throw new IllegalStateException(
                    "the log's store belongs to something else: " + String.join("; ", differences)
                            + ". Point holdfast.log at another store, or correct the settings");
        }
        String node = UUID.randomUUID().toString();
        this.registry = system.systemActorOf(
                LogRegistry.create(store, config, found.era(), node, Clock.systemUTC(), working),
                "holdfast-logs",
                Props.empty());
        system.systemActorOf(Undelivered.create(), "holdfast-logs-undelivered", Props.empty());
        shutdown.addTask(
                CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                "close-log-store",
                () -> CompletableFuture.supplyAsync(
                        () -> {
                            store.close();
                            return Done.getInstance();
                        },
                        task -> Thread.ofPlatform().name("holdfast-close-log").start(task)));
    }

    public static ShardLogs get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    public LogConfig config() {
        return config;
    }

    /** Which life of the store this is. */
    public long era() {
        return era;
    }

    /** How many shards a type has. */
    public int shards(String type) {
        Integer count = config.shards().get(type);
        return count == null ? config.defaultShards() : count;
    }

    /** {@code type|id} of a known type goes to that type's shards; everything else to those of the type default. */
    public Location locate(String persistenceId) {
        int bar = persistenceId.indexOf('|');
        if (bar > 0) {
            String type = persistenceId.substring(0, bar);
            if (config.shards().containsKey(type)) {
                String id = persistenceId.substring(bar + 1);
                return new Location(ShardId.of(type, id, shards(type)), id);
            }
        }
        return new Location(ShardId.of(LogConfig.DEFAULT_TYPE, persistenceId, config.defaultShards()), persistenceId);
    }

    /** The log of a shard that this node works on, owned or about to be. */
    Optional<ActorRef<LogMessage>> working(ShardId shard) {
        return Optional.ofNullable(working.get(shard));
    }

    /**
     * The log that serves a plugin. Shards of our types must be owned already: the shell sees to it before an entity
     * recovers. Those of the type default nobody keeps, so they are acquired when they are first needed.
     */
    CompletionStage<ActorRef<LogMessage>> forPlugin(ShardId shard) {
        if (!shard.type().equals(LogConfig.DEFAULT_TYPE)) {
            return working(shard)
                    .<CompletionStage<ActorRef<LogMessage>>>map(CompletableFuture::completedStage)
                    .orElseGet(() ->
                            CompletableFuture.failedStage(new LogUnavailableException(shard + " is not owned here")));
        }
        return ownDefaults.computeIfAbsent(shard, each -> {
            CompletableFuture<ActorRef<LogMessage>> begun = new CompletableFuture<>();
            registry.tell(new LogRegistry.Begin(
                    each,
                    registry,
                    Optional.empty(),
                    output -> {
                        if (output instanceof LogOutput.Ended) {
                            ownDefaults.remove(each);
                        }
                    },
                    log -> log.tell(new LogMessage.Own(_ -> begun.complete(log)))));
            return begun;
        });
    }

    /** For a keeper: begins to acquire its shard. The listener hears everything that the view needs. */
    public void begin(
            ShardId shard,
            Object holder,
            ActorRef<?> keeper,
            ShardLogActor.Listener listener,
            Consumer<ActorRef<LogMessage>> begun) {
        registry.tell(new LogRegistry.Begin(shard, holder, Optional.of(keeper), listener, begun));
    }

    /** For an entity: answers when its shard is owned under the given Pekko shard. */
    public void own(
            ShardId shard,
            Object holder,
            BiConsumer<ActorRef<LogMessage>, Floor> granted,
            BiConsumer<ErrorCode, String> denied) {
        registry.tell(new LogRegistry.Own(shard, holder, granted, denied));
    }

    /** The store itself, for checks from outside. */
    public LogStore store() {
        return store;
    }
}
