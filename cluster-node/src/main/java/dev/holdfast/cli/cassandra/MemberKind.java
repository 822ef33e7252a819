package dev.holdfast.cli.cassandra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.node.log.cassandra.local.LocalCassandra.Member;
import java.util.List;

/** How nodes of a local Cassandra are shown. */
final class MemberKind {
    static final Kind<Member> NODES = new Kind<>(
            "nodes",
            Member::name,
            MemberKind::tree,
            List.of(
                    Column.always("NODE", Member::name),
                    Column.always("STATE", member -> member.state().name()),
                    Column.always("ADDRESS", Member::contactPoint),
                    Column.always(
                            "PID", member -> member.pid().map(String::valueOf).orElse("")),
                    Column.wide("FOLDER", member -> member.folder().toString())));

    private MemberKind() {}

    private static JsonNode tree(Member member) {
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("name", member.name())
                .put("state", member.state().name())
                .put("address", member.contactPoint());
        member.pid().ifPresent(pid -> tree.put("pid", pid));
        return tree.put("folder", member.folder().toString());
    }
}
