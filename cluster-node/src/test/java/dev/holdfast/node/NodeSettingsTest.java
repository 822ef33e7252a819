package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a file of settings is told at the start, by the setting's full name and the rule that it breaks. */
class NodeSettingsTest {
    private static final String WORDS = "yes, anybody who can reach this address may do anything";

    @Test
    void theDefaultsAreAccepted() {
        NodeSettings settings = NodeSettings.from(ConfigFactory.empty());
        assertThat(settings.region()).isEqualTo("local");
        assertThat(settings.edge().grpcHost()).isEqualTo("127.0.0.1");
        assertThat(settings.edge().tls()).isEmpty();
    }

    /** A list suits no setting; one that nobody reads would not be missed. */
    @Test
    void everySettingIsRead() {
        for (String key : KnownSettings.ofThisVersion().keys()) {
            assertThat(refusal(ConfigFactory.empty().withValue(key, ConfigValueFactory.fromIterable(List.of(1)))))
                    .as("%s must be read, or leave reference.conf", key)
                    .contains(key)
                    .containsPattern("has type (LIST|list of NUMBER) rather than");
        }
    }

    @Test
    void everyNumberDurationAndSizeRefusesWhatIsNoneAndWhatIsTooSmall() {
        Config reference = ConfigFactory.defaultReference();
        List<String> tried = new ArrayList<>();
        for (String key : KnownSettings.ofThisVersion().keys()) {
            String standard = String.valueOf(reference.getValue(key).unwrapped());
            if (key.endsWith(".port")) {
                refused(key, "-1", "must be from 0 to 65535, not -1");
                refused(key, "70000", "must be from 0 to 65535, not 70000");
                refused(key, "many", "has type STRING rather than NUMBER");
                tried.add("port");
            } else if (standard.matches("[0-9]+")) {
                refused(key, "0", "must be positive, not 0");
                refused(key, "-1", "must be positive, not -1");
                refused(key, "many", "has type STRING rather than NUMBER");
                tried.add("number");
            } else if (standard.matches("[0-9]+(ms|s|m)")) {
                refused(key, "0s", "must be positive, not PT0S");
                refused(key, "-1s", "must be positive, not PT-1S");
                refused(key, "soon", "No number in duration value 'soon'");
                refused(key, "3 parsecs", "Could not parse time unit 'parsecs'");
                tried.add("duration");
            } else if (standard.matches("[0-9]+ [KM]iB")) {
                refused(key, "0", "must be from 1 to ");
                refused(key, "-1", "negative number: -1");
                refused(key, "big", "No number in size-in-bytes value 'big'");
                tried.add("size");
            } else {
                tried.add("text");
            }
        }
        assertThat(tried).contains("port", "number", "duration", "size", "text").hasSizeGreaterThan(35);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holdfast.log.store | etcd | must be memory, rocksdb or cassandra, not etcd",
                "holdfast.log.rocksdb.directory | '' | must name a folder",
                "holdfast.log.rocksdb.sync | perhaps | has type STRING rather than BOOLEAN",
                "holdfast.log.commit.max-bytes | 3 GiB | must be from 1 to 2147483647 bytes, not 3221225472",
                "holdfast.log.append-timeout | 2s | must be longer than holdfast.log.answer-timeout, 3s",
                "holdfast.log.resend-at-most | 50ms | must not be shorter than holdfast.log.resend-after, 100ms",
                "holdfast.log.cooldown-at-most | 10ms | must not be shorter than holdfast.log.cooldown, 1s",
                "holdfast.resource.callers-at-most | 2049 | must be at most 2048, half of pekko.persistence.typed.stash",
                "holdfast.region | Not A Name | must match [a-z]([-a-z0-9]{0,61}[a-z0-9])?, not Not A Name",
                "holdfast.region | '' | must match [a-z]([-a-z0-9]{0,61}[a-z0-9])?",
                "holdfast.edge.grpc.host | 0.0.0.0 | can be reached from elsewhere",
                "holdfast.edge.http.host | 0.0.0.0 | can be reached from elsewhere",
                "holdfast.edge.grpc.host | no such host | is no address: no such host",
                "holdfast.cluster.host | 0.0.0.0 | must be the one address at which",
                "holdfast.cluster.host | '' | must be the one address at which",
                "holdfast.cluster.host | 192.0.2.1 | can be reached from elsewhere, and nodes do not ask each other who",
                "holdfast.cluster.host | no such host | is no address: no such host",
                "holdfast.resource.ownerless-alarm | 3s | must be longer than holdfast.resource.keeper-ping, 3000ms",
            })
    void aBadValueIsRefusedByTheFullNameOfItsSettingAndTheRule(String key, String value, String rule) {
        refused(key, value, rule);
    }

    @Test
    void aRegionOfSeveralNodesNeedsFixedPortsOneListAndAStoreThatTheyShare() {
        String memory = "holdfast.log.store = memory, ";
        assertThat(refusal(ConfigFactory.parseString(memory + "holdfast.cluster.seed-nodes = [\"127.0.0.1:7500\"]")))
                .contains("holdfast.cluster.port")
                .contains("must be a fixed port beside holdfast.cluster.seed-nodes, not 0");
        String fixed = memory + "holdfast.cluster.port = 7500, holdfast.cluster.seed-nodes = ";
        for (String seed : List.of("127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", ":7500", "127.0.0.1:many")) {
            assertThat(refusal(ConfigFactory.parseString(fixed + "[\"" + seed + "\"]")))
                    .contains("holdfast.cluster.seed-nodes")
                    .contains("must be HOST:PORT with a port from 1 to 65535, not " + seed);
        }
        assertThat(refusal(ConfigFactory.parseString(fixed + "[\"127.0.0.1:7500\", \"127.0.0.1:7500\"]")))
                .contains("must not name a node twice");
        assertThat(refusal(ConfigFactory.parseString(
                        "holdfast.cluster.port = 7500, holdfast.cluster.seed-nodes = [\"127.0.0.1:7500\"]")))
                .contains("holdfast.log.store")
                .contains("must be one that all nodes of the region share, not rocksdb");
    }

    @Test
    void halfOfTheSeedNodesRoundedUpMakeMembersFullOnesAndPekkoIsToldSo() {
        assertThat(NodeSettings.from(ConfigFactory.empty()).cluster().membersAtLeast())
                .isEqualTo(1);
        for (int nodes = 1; nodes <= 5; nodes++) {
            String seeds = java.util.stream.IntStream.range(0, nodes)
                    .mapToObj(node -> "\"127.0.0.1:" + (7500 + node) + "\"")
                    .collect(java.util.stream.Collectors.joining(", "));
            NodeSettings settings = NodeSettings.from(ConfigFactory.parseString(
                    "holdfast.log.store = memory, holdfast.cluster { port = 7500, seed-nodes = [" + seeds + "] }"));
            assertThat(settings.cluster().membersAtLeast()).isEqualTo((nodes + 1) / 2);
            assertThat(settings.config().getInt("pekko.cluster.min-nr-of-members"))
                    .isEqualTo((nodes + 1) / 2);
            assertThat(settings.config().getInt("pekko.remote.artery.canonical.port"))
                    .isEqualTo(7500);
        }
    }

    @Test
    void inCassandraTheDriverGivesUpBeforeTheLogSendsAgainAndOtherStoresDoNotCare() {
        String soon = "holdfast.log.answer-timeout = 2s, holdfast.log.store = ";
        assertThat(refusal(ConfigFactory.parseString(soon + "cassandra")))
                .contains("holdfast.log.answer-timeout")
                .contains("must be longer than holdfast.log.cassandra.request-timeout, 2s");
        assertThat(NodeSettings.from(ConfigFactory.parseString(soon + "rocksdb"))
                        .config()
                        .getDuration("holdfast.log.answer-timeout"))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theLogDecidesBeforeItsBreakerDoes() {
        assertThat(refusal(ConfigFactory.parseString("holdfast.log.append-timeout = 13s")))
                .contains("holdfast.log.journal.circuit-breaker.call-timeout")
                .contains("must be longer than holdfast.log.append-timeout, 13s");
    }

    @Test
    void aCertificateWithoutItsKeyIsRefusedAndSoIsAKeyAlone() {
        for (String half : List.of("certificate", "key")) {
            assertThat(refusal(ConfigFactory.parseMap(Map.of("holdfast.edge.grpc.tls." + half, "some.pem"))))
                    .contains("holdfast.edge.grpc.tls")
                    .contains("needs both certificate and key, or neither");
        }
    }

    @Test
    void tlsOpensTheGrpcServerToOtherMachinesAndNotTheHealthPage() {
        Map<String, String> tls = Map.of(
                "holdfast.edge.grpc.tls.certificate", "chain.pem",
                "holdfast.edge.grpc.tls.key", "key.pem",
                "holdfast.edge.grpc.host", "0.0.0.0");
        assertThat(NodeSettings.from(ConfigFactory.parseMap(tls)).edge().tls()).isPresent();
        assertThat(refusal(ConfigFactory.parseMap(tls)
                        .withValue("holdfast.edge.http.host", ConfigValueFactory.fromAnyRef("0.0.0.0"))))
                .contains("holdfast.edge.http.host");
    }

    @Test
    void onlyTheExactWordsOpenPlaintextToOtherMachines() {
        Config open = ConfigFactory.parseString("holdfast.edge { grpc.host = 0.0.0.0, http.host = 0.0.0.0 }");
        String key = "holdfast.edge.plaintext-beyond-loopback";
        assertThat(refusal(open.withValue(key, ConfigValueFactory.fromAnyRef("yes"))))
                .contains("holdfast.edge.grpc.host")
                .contains(key + " = \"" + WORDS + "\"");
        assertThat(NodeSettings.from(open.withValue(key, ConfigValueFactory.fromAnyRef(WORDS)))
                        .edge()
                        .grpcHost())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void aSettingThatNobodyKnowsIsRefusedWithItsPlaceAndTheOneThatWasMeant() {
        assertThat(refusal(ConfigFactory.parseString("\nholdfast.log.rocksdb.snyc = off")))
                .contains("2:")
                .contains("holdfast.log.rocksdb.snyc")
                .contains("did you mean holdfast.log.rocksdb.sync?");
        assertThat(refusal(ConfigFactory.parseString("holdfast.lgo.store = memory")))
                .contains("holdfast.lgo.store")
                .contains("did you mean holdfast.log.store?");
        assertThat(refusal(ConfigFactory.parseString("holdfast.regoin = west")))
                .contains("holdfast.regoin")
                .contains("did you mean holdfast.region?");
    }

    @Test
    void whatHasNoValueOrNothingInItIsRefusedTooWhenNobodyKnowsIt() {
        assertThat(refusal(ConfigFactory.parseString("holdfast.log.fsync = null")))
                .contains("holdfast.log.fsync");
        assertThat(refusal(ConfigFactory.parseString("holdfast.log.quota {}"))).contains("holdfast.log.quota");
        assertThat(refusal(ConfigFactory.parseString("holdfast = 3"))).contains("holdfast");
    }

    @Test
    void onlyInstancesAndHostsHaveShards() {
        assertThat(refusal(ConfigFactory.parseString("holdfast.log.shards.volume = 8")))
                .contains("holdfast.log.shards.volume")
                .contains("is no setting of Holdfast");
    }

    @Test
    void aValueForAWholeGroupIsRefusedWithWhatIsInTheGroup() {
        assertThat(refusal(ConfigFactory.parseString("holdfast.log.commit = 3")))
                .contains("holdfast.log.commit")
                .contains("max-append-bytes, max-bytes, max-entries");
    }

    @Test
    void pekkosOwnBlocksTakeWhateverPekkoKnows() {
        NodeSettings settings = NodeSettings.from(
                ConfigFactory.parseString("holdfast.log.journal.recovery-event-timeout = 20s, pekko.loglevel = DEBUG"));
        assertThat(settings.config().getString("holdfast.log.journal.recovery-event-timeout"))
                .isEqualTo("20s");
    }

    @Test
    void aSystemPropertyIsCheckedAsASettingWhereItLooksLikeOne() {
        assertThat(whileSet("holdfast.log.stoer", "memory", () -> refusal(ConfigFactory.empty())))
                .contains("holdfast.log.stoer")
                .contains("did you mean holdfast.log.store?");
        for (String property : List.of(
                "holdfast.log.file",
                "holdfast.log.format",
                "holdfast.log.level",
                "holdfast.seed",
                "holdfast.terminal")) {
            NodeSettings settings = whileSet(property, "7", () -> NodeSettings.from(ConfigFactory.empty()));
            assertThat(settings.region()).isEqualTo("local");
        }
    }

    @Test
    void whatOnlyThePropertyMayBeIsRefusedInAFile() {
        assertThat(refusal(ConfigFactory.parseString("holdfast.log.file = node.log")))
                .contains("holdfast.log.file")
                .contains("is no setting of Holdfast");
    }

    @Test
    void aRetiredSettingIsRefusedWithItsSuccessor() {
        RetiredSettings retired = new RetiredSettings(Map.of("holdfast.log.fsync", "holdfast.log.rocksdb.sync"));
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> NodeSettings.from(ConfigFactory.parseString("holdfast.log.fsync = off"), retired));
        assertThat(refusal)
                .isNotNull()
                .hasMessageContaining("holdfast.log.fsync")
                .hasMessageContaining("is retired; set holdfast.log.rocksdb.sync instead");
        assertThat(NodeSettings.from(ConfigFactory.parseString("holdfast.log.rocksdb.sync = off"), retired)
                        .region())
                .isEqualTo("local");
    }

    @Test
    void aRetiredGroupIsRefusedWhateverIsSetInIt() {
        RetiredSettings retired = new RetiredSettings(Map.of("holdfast.store", "holdfast.log.store"));
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> NodeSettings.from(ConfigFactory.parseString("holdfast.store { kind = memory }"), retired));
        assertThat(refusal).isNotNull().hasMessageContaining("set holdfast.log.store instead");
    }

    @Test
    void onlyWhatIsGoneCanBeRetiredAndOnlyForSomethingThatIsThere() {
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class,
                        () -> new RetiredSettings(Map.of("holdfast.region", "holdfast.log.store"))))
                .hasMessageContaining("holdfast.region is retired and still in reference.conf");
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class,
                        () -> new RetiredSettings(Map.of("holdfast.zone", "holdfast.place"))))
                .hasMessageContaining("holdfast.place, the successor of holdfast.zone, is not in reference.conf");
    }

    private static void refused(String key, String value, String rule) {
        assertThat(refusal(ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value))))
                .as("%s = %s", key, value)
                .contains(key)
                .contains(rule);
    }

    private static String refusal(Config over) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> NodeSettings.from(over));
        assertThat(refusal).as("NodeSettings.from(%s)", over.root().render()).isNotNull();
        return String.valueOf(refusal.getMessage());
    }

    private static <T> T whileSet(String property, String value, Supplier<T> work) {
        Optional<String> before = Optional.ofNullable(System.getProperty(property));
        System.setProperty(property, value);
        ConfigFactory.invalidateCaches();
        try {
            return work.get();
        } finally {
            before.ifPresentOrElse(was -> System.setProperty(property, was), () -> System.clearProperty(property));
            ConfigFactory.invalidateCaches();
        }
    }
}
