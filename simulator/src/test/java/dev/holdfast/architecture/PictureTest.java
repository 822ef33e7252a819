package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.PackageMatcher;
import dev.holdfast.core.testing.GeneratedDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture is true: its boxes are there, its arrows are used, and people see what the rules read. */
class PictureTest {
    private static final String BEGIN = "```mermaid\n";
    private static final String END = "```";

    @Test
    void everyBoxHasClasses() {
        assertThat(Rules.picture().emptyBoxes(CodeBase.MAIN))
                .as("boxes of docs/architecture.puml without a class; a rule about them would hold for nothing")
                .isEmpty();
    }

    @Test
    void everyArrowIsUsed() {
        assertThat(Rules.picture().idleArrows(CodeBase.MAIN))
                .as("arrows of docs/architecture.puml that no class needs; take the leave back")
                .isEmpty();
    }

    @Test
    void theArrowsGoRoundInNoCircle() {
        assertThat(Rules.picture().circle()).isEmpty();
    }

    /** A rule about a package that does not exist passes in silence, so every package that a rule names is a box. */
    @Test
    void everyPackageThatARuleNamesIsDrawn() {
        Stream<String> nouns = Rules.NOUNS.stream().map(noun -> "..holdfast.core." + noun + "..");
        Stream<String> nodeOnly = Rules.NODE_ONLY.stream().map(word -> "..holdfast.node." + word + "..");
        Stream<String> wire = Rules.NEAR_THE_WIRE.stream().filter(name -> !name.equals("..holdfast.sim.."));
        List<String> drawn =
                Rules.picture().boxes().stream().map(Picture.Box::packages).toList();
        assertThat(Stream.of(nouns, nodeOnly, wire).flatMap(names -> names)).allMatch(drawn::contains);
        assertThat(Rules.picture().boxes())
                .as("..holdfast.sim.. is several boxes")
                .anyMatch(box -> PackageMatcher.of("..holdfast.sim..")
                        .matches(box.packages().replace("..", "")));
    }

    @Test
    void theDrawingInTheDocumentIsPrintedFromThePicture() throws IOException {
        Path page = GeneratedDocs.repository().resolve("docs/architecture.md");
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END, from);
        String printed = Rules.picture().mermaid();
        if (System.getProperty("holdfast.docs", "").equals("write")) {
            Files.writeString(page, text.substring(0, from) + printed + text.substring(to));
            text = Files.readString(page);
        }
        assertThat(text)
                .as("docs/architecture.md; run this test with -Dholdfast.docs=write after a change of the picture")
                .contains(BEGIN + printed + END);
    }

    // Each of these checks can fail.

    @Test
    void anEmptyBoxAnIdleArrowAndACircleAreSeen() {
        Picture picture = Picture.of("""
                @startuml
                package "core" {
                  [core.shared] <<..holdfast.core.shared..>>
                  [core.log] <<..holdfast.core.log..>>
                  [core.ghost] <<..holdfast.core.ghost..>>
                }
                [core.log] --> [core.shared]
                [core.shared] --> [core.log]
                @enduml
                """);
        assertThat(picture.emptyBoxes(CodeBase.MAIN)).containsExactly("core.ghost");
        assertThat(picture.idleArrows(CodeBase.MAIN)).containsExactly("core.shared --> core.log");
        assertThat(picture.circle()).contains(List.of("core.shared", "core.log", "core.shared"));
    }

    @Test
    void whatIsDrawnAheadMayBeEmptyAndIdle() {
        Picture picture = Picture.of("""
                [core.shared] <<..holdfast.core.shared..>>
                ' drawn ahead of the code
                [core.ghost] <<..holdfast.core.ghost..>>
                [core.shared] --> [core.ghost]
                """);
        assertThat(picture.emptyBoxes(CodeBase.MAIN)).isEmpty();
        assertThat(picture.idleArrows(CodeBase.MAIN)).isEmpty();
    }

    @Test
    void aLineThatIsNotUnderstoodIsRefused() {
        assertThatThrownBy(() -> Picture.of("[core.log] ..> [core.shared]"))
                .hasMessageContaining("not understood in the picture");
    }

    @Test
    void anArrowThatFollowsFromOthersIsNotPrinted() {
        assertThat(Picture.of("""
                        [a] <<..a..>>
                        [b] <<..b..>>
                        [c] <<..c..>>
                        [a] --> [b]
                        [b] --> [c]
                        [a] --> [c]
                        """).mermaid()).contains("a --> b", "b --> c").doesNotContain("a --> c");
    }
}
