package dev.holdfast.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.core.log.ShardId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log lines as logback.xml writes them: for people, and as JSON for programs. */
class LogLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void aLineIsOneObjectWithItsKeyValuesUnderTheirNames() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        JsonNode line = only(log -> log.atInfo()
                .addKeyValue("shard", new ShardId("instance", 7))
                .addKeyValue("term", 12L)
                .addKeyValue("share", 0.5)
                .addKeyValue("served", true)
                .addKeyValue("by", (Object) null)
                .log("Shard acquired after {} tries.", 2));
        assertThat(line.properties().stream().map(Map.Entry::getKey))
                .containsExactly("time", "level", "logger", "thread", "message", "fields");
        assertThat(Instant.parse(line.get("time").textValue())).isBetween(before, Instant.now());
        assertThat(line.get("time").textValue()).matches(".*T[0-9:]{8}\\.[0-9]{3}Z");
        assertThat(line.get("level").textValue()).isEqualTo("INFO");
        assertThat(line.get("logger").textValue()).isEqualTo("dev.holdfast.some.Class");
        assertThat(line.get("thread").textValue())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(line.get("message").textValue()).isEqualTo("Shard acquired after 2 tries.");
        assertThat(line.get("fields"))
                .isEqualTo(JSON.readTree(
                        "{\"shard\":\"instance/7\",\"term\":12,\"share\":0.5,\"served\":true,\"by\":null}"));
    }

    @Test
    void anExceptionIsInItsLineWithItsCause() throws Exception {
        JsonNode line = only(log -> log.atError()
                .setCause(new IllegalStateException("outer", new IllegalArgumentException("in\nner")))
                .log("It failed."));
        assertThat(line.get("exception").textValue())
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("\n\tat dev.holdfast.node.telemetry.LogLinesTest")
                .contains("Caused by: java.lang.IllegalArgumentException: in\nner");
        assertThat(line.has("fields")).isFalse();
    }

    @Test
    void whateverAValueIsTheLineIsOneLineAndReadable() throws Exception {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        JsonNode line = only(log -> log.atWarn()
                .addKeyValue("twice", 1)
                .addKeyValue("twice", 2)
                .addKeyValue("half", "a\ud83d")
                .addKeyValue("many", Double.NaN)
                .addKeyValue("quote", "\"\n\u0000\u2028")
                .addKeyValue("broken", broken)
                .log("a\nb \"c\""));
        assertThat(line.get("message").textValue()).isEqualTo("a\nb \"c\"");
        JsonNode fields = line.get("fields");
        assertThat(fields.get("twice").intValue()).isEqualTo(2);
        assertThat(fields.get("half").textValue()).isEqualTo("a?");
        assertThat(fields.get("many").textValue()).isEqualTo("NaN");
        assertThat(fields.get("quote").textValue()).isEqualTo("\"\n\u0000\u2028");
        assertThat(fields.get("broken").textValue()).contains("cannot be shown: java.lang.IllegalStateException");
    }

    @Test
    void withoutAWordLinesAreText() throws Exception {
        List<String> lines =
                inFile(Map.of(), log -> log.atInfo().addKeyValue("term", 12).log("Shard acquired."));
        assertThat(lines)
                .singleElement()
                .asString()
                .matches("\\S+ INFO {2}\\[.*] .*Class Shard acquired\\. term=\"12\" ?");
    }

    @Test
    void onStderrOnlyWhatAPersonMightActOnIsSaidUnlessMoreIsAskedFor() throws Exception {
        Consumer<Logger> both = log -> {
            log.info("quiet");
            log.warn("loud");
        };
        assertThat(onStderr(Map.of(), both)).singleElement().asString().endsWith("loud ");
        assertThat(onStderr(Map.of("holdfast.log.level", "INFO", "holdfast.log.format", "json"), both))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
        assertThat(onStderr(Map.of("HOLDFAST_LOG_FORMAT", "json"), both))
                .singleElement()
                .asString()
                .contains("\"message\":\"loud\"");
    }

    private JsonNode only(Consumer<Logger> work) throws Exception {
        List<String> lines = inFile(Map.of("holdfast.log.format", "json"), work);
        assertThat(lines).hasSize(1);
        return JSON.readTree(lines.getFirst());
    }

    private List<String> inFile(Map<String, String> properties, Consumer<Logger> work) throws Exception {
        Path file = Files.createTempFile(folder, "lines", ".log");
        Map<String, String> all = new java.util.HashMap<>(properties);
        all.put("holdfast.log.file", file.toString());
        logged(all, work);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        assertThat(Files.readString(file)).endsWith("\n");
        return lines;
    }

    private static List<String> onStderr(Map<String, String> properties, Consumer<Logger> work) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            logged(properties, work);
        } finally {
            System.setErr(before);
        }
        return caught.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** By a context of its own, made from the logback.xml that ships. */
    private static void logged(Map<String, String> properties, Consumer<Logger> work) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        // The environment, which may say something else for this very build, comes after what is said here.
        context.putProperty("HOLDFAST_LOG_FORMAT", "text");
        properties.forEach(context::putProperty);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogLines.class.getResource("/logback.xml"));
        try {
            work.accept(context.getLogger("dev.holdfast.some.Class"));
        } finally {
            context.stop();
        }
    }
}
