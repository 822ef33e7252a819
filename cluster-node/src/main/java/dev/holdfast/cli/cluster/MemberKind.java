package dev.holdfast.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import java.nio.file.Path;
import java.util.List;

/** How processes of a cluster are shown. */
final class MemberKind {
    static final Kind<Member> NODES = new Kind<>(
            "nodes",
            Member::name,
            MemberKind::tree,
            List.of(
                    Column.always("NODE", Member::name),
                    Column.always("REGION", Member::region),
                    Column.always("STATE", member -> member.state().name()),
                    Column.always("GRPC", member -> member.grpc().orElse("")),
                    Column.always("HTTP", member -> member.http().orElse("")),
                    Column.always(
                            "PID", member -> member.pid().map(String::valueOf).orElse("")),
                    Column.always("LOG", member -> shown(member.logFile())),
                    Column.ifAny("WHY", member -> member.why().orElse(""))));

    private MemberKind() {}

    /** As short as a person here can use it. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    private static JsonNode tree(Member member) {
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("name", member.name())
                .put("region", member.region())
                .put("state", member.state().name());
        member.grpc().ifPresent(address -> tree.put("grpc", address));
        member.http().ifPresent(address -> tree.put("http", address));
        member.pid().ifPresent(pid -> tree.put("pid", pid));
        tree.put("log", member.logFile().toString());
        member.why().ifPresent(why -> tree.put("why", why));
        return tree;
    }
}
