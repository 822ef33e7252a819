package dev.holdfast.node.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.node.NodeSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What was written once must be read for ever: every event and every state has its bytes in {@code golden.txt}. A
 * changed meaning is a new version with a line of its own; the old line stays. {@code -Dholdfast.golden=write} adds
 * what is missing and never touches what is there.
 */
class GoldenBytesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Path FILE = Path.of("src/test/resources/golden.txt");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private final TypeNames names = NodeSerializer.names();
    private final Cbor cbor = new Cbor(names);

    @Test
    void everyEventThatWasEverWrittenIsReadAsItWas() throws IOException {
        Map<String, String> golden = golden();
        for (Object event : WireSamples.events()) {
            String name = names.nameOf(event.getClass()).orElseThrow();
            Recorded<Object> fact = new Recorded<>(7, AT, Party.user("ada"), event);
            String bytes = HEX.formatHex(cbor.write(fact));
            String expected =
                    Optional.ofNullable(golden.putIfAbsent(name, bytes)).orElse(bytes);
            assertThat(cbor.readFact(name, HEX.parseHex(expected))).as(name).isEqualTo(fact);
            assertThat(bytes).as("%s is still written as it was", name).isEqualTo(expected);
        }
        save(golden);
    }

    @Test
    void everyStateThatWasEverWrittenIsReadAsItWas() throws IOException {
        Map<String, String> golden = golden();
        for (Object state : WireSamples.states()) {
            String name = names.nameOf(state.getClass()).orElseThrow();
            String bytes = HEX.formatHex(cbor.write(state));
            String expected =
                    Optional.ofNullable(golden.putIfAbsent(name, bytes)).orElse(bytes);
            assertThat(cbor.read(name, HEX.parseHex(expected))).as(name).isEqualTo(state);
            assertThat(bytes).as("%s is still written as it was", name).isEqualTo(expected);
        }
        save(golden);
    }

    @Test
    void everyEventAndStateHasItsBytesInTheFile() throws IOException {
        List<String> written = names.roots().entrySet().stream()
                .filter(root -> names.isEvent(root.getKey())
                        || InstanceState.class.isAssignableFrom(root.getValue())
                        || HostState.class.isAssignableFrom(root.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(golden().keySet()).containsAll(written);
        assertThat(written).hasSizeGreaterThan(45);
    }

    @Test
    void everyCommandComesBackAsItWas() {
        for (Object command : WireSamples.commands()) {
            String name = names.nameOf(command.getClass()).orElseThrow();
            assertThat(cbor.read(name, cbor.write(command))).as(name).isEqualTo(command);
        }
    }

    @Test
    void anOldVersionIsBroughtUpToDateWhenItIsRead() {
        record Renamed(String message, long count) {}
        TypeNames later = new TypeNames()
                .event("thing.renamed.v2", Renamed.class)
                .old("thing.renamed.v1", "thing.renamed.v2", old -> {
                    old.set("message", old.remove("text"));
                    return old.put("count", 1);
                });
        record Before(String text) {}
        byte[] before = new Cbor(new TypeNames().event("thing.renamed.v1", Before.class))
                .write(new Recorded<>(3, AT, Party.PLACER, new Before("hello")));
        assertThat(later.isEvent("thing.renamed.v1")).isTrue();
        assertThat(new Cbor(later).readFact("thing.renamed.v1", before))
                .isEqualTo(new Recorded<Object>(3, AT, Party.PLACER, new Renamed("hello", 1)));
    }

    @Test
    void aStateFromBeforeItWasKnownWhoHadRunIsReadAsOneThatHadNot() throws IOException {
        for (String state : List.of("placing", "creating", "starting")) {
            String name = "instance.state." + state;
            Object sample = WireSamples.states().stream()
                    .filter(each -> names.nameOf(each.getClass()).orElseThrow().equals(name + ".v3"))
                    .findFirst()
                    .orElseThrow();
            byte[] before = HEX.parseHex(golden().get(name + ".v1"));
            assertThat(cbor.read(name + ".v1", before)).as(name).isEqualTo(sample);
        }
    }

    /** What was written before hosts had leases is of instances that run on whatever their host hears. */
    @Test
    void whatWasWrittenBeforeThereWereLeasesIsReadAsKeptOnSilence() throws IOException {
        List<Object> samples = new ArrayList<>(WireSamples.states());
        samples.addAll(WireSamples.events());
        int read = 0;
        for (Object sample : samples) {
            String name = names.nameOf(sample.getClass()).orElseThrow();
            int version = name.lastIndexOf('v') + 1;
            int before = Integer.parseInt(name.substring(version)) - 1;
            if (before > 0) {
                String old = name.substring(0, version) + before;
                byte[] bytes = HEX.parseHex(golden().get(old));
                Object found = names.isEvent(name) ? cbor.readFact(old, bytes).event() : cbor.read(old, bytes);
                assertThat(found).as(old).isEqualTo(sample);
                read++;
            }
        }
        assertThat(read).isEqualTo(18);
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> golden = new LinkedHashMap<>();
        if (Files.exists(FILE)) {
            for (String line : Files.readAllLines(FILE)) {
                int space = line.indexOf(' ');
                golden.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        return golden;
    }

    private static void save(Map<String, String> golden) throws IOException {
        if (System.getProperty("holdfast.golden", "").equals("write")) {
            StringBuilder lines = new StringBuilder();
            new TreeMap<>(golden)
                    .forEach((name, bytes) ->
                            lines.append(name).append(' ').append(bytes).append('\n'));
            Files.writeString(FILE, lines);
        }
    }
}
