package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import dev.holdfast.core.testing.GeneratedDocs;
import dev.holdfast.v1.ListInstancesResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comes in is bounded, field by field; a field that nobody thought about does not get past the build. */
class RequestRulesTest {
    private static final String PACKAGE = "holdfast.v1";
    private static final Path PROTOS = GeneratedDocs.repository().resolve("cluster-node/src/main/proto/holdfast/v1");
    private static final Pattern OUTER = Pattern.compile("java_outer_classname = \"(\\w+)\"");

    @Test
    void everyFieldThatARequestCanCarryHasARule() throws IOException, ReflectiveOperationException {
        List<Descriptor> requests = requests();
        assertThat(requests)
                .extracting(Descriptor::getName)
                .contains("CreateInstanceRequest", "RegisterHostRequest", "SessionRequest");
        Set<Descriptor> reached = reachable(requests);
        assertThat(reached)
                .extracting(Descriptor::getName)
                .contains("Instance", "Quantities", "PlacementConstraints", "Host", "HostClaim", "Resident")
                .doesNotContain("ListInstancesResponse", "SessionResponse");
        assertThat(withoutRule(reached))
                .as("fields of requests without a (buf.validate.field) rule")
                .isEmpty();
    }

    @Test
    void aFieldWithoutARuleIsFoundAndNamed() {
        assertThat(withoutRule(Set.of(ListInstancesResponse.getDescriptor())))
                .containsExactly(
                        "holdfast.v1.ListInstancesResponse.instances",
                        "holdfast.v1.ListInstancesResponse.next_page_token");
    }

    /** Whatever our services are sent, in the order of the files. */
    private static List<Descriptor> requests() throws IOException, ReflectiveOperationException {
        List<Descriptor> requests = new ArrayList<>();
        for (Path file : protoFiles()) {
            descriptor(file).getServices().stream()
                    .flatMap(service -> service.getMethods().stream())
                    .map(MethodDescriptor::getInputType)
                    .filter(RequestRulesTest::isOurs)
                    .forEach(requests::add);
        }
        return requests;
    }

    private static List<Path> protoFiles() throws IOException {
        try (Stream<Path> files = Files.list(PROTOS)) {
            return files.sorted().toList();
        }
    }

    private static FileDescriptor descriptor(Path file) throws IOException, ReflectiveOperationException {
        Matcher outer = OUTER.matcher(Files.readString(file));
        assertThat(outer.find()).as("%s has a java_outer_classname", file).isTrue();
        return FileDescriptor.class.cast(Class.forName("dev.holdfast.v1." + outer.group(1))
                .getMethod("getDescriptor")
                .invoke(null));
    }

    private static Set<Descriptor> reachable(List<Descriptor> requests) {
        Set<Descriptor> reached = new LinkedHashSet<>(requests);
        Deque<Descriptor> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            next.remove().getFields().stream()
                    .flatMap(field -> contained(field).stream())
                    .filter(RequestRulesTest::isOurs)
                    .filter(reached::add)
                    .forEach(next::add);
        }
        return reached;
    }

    /** The message that a field holds; for a map, the one that its values are. */
    private static Optional<Descriptor> contained(FieldDescriptor field) {
        FieldDescriptor holder = field.isMapField() ? field.getMessageType().findFieldByName("value") : field;
        return holder.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? Optional.of(holder.getMessageType())
                : Optional.empty();
    }

    private static boolean isOurs(Descriptor message) {
        return message.getFile().getPackage().equals(PACKAGE);
    }

    private static List<String> withoutRule(Set<Descriptor> messages) {
        return messages.stream()
                .flatMap(message -> message.getFields().stream())
                .filter(field -> !hasRule(field))
                .map(FieldDescriptor::getFullName)
                .toList();
    }

    /**
     * A message of a choice needs none of its own when the choice has one: it is held against its own fields' rules.
     */
    private static boolean hasRule(FieldDescriptor field) {
        OneofDescriptor choice = field.getRealContainingOneof();
        return field.getOptions().hasExtension(ValidateProto.field)
                || (choice != null
                        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && choice.getOptions().hasExtension(ValidateProto.oneof));
    }
}
