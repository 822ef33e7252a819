package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when a node of Cassandra is lost and when it is back; how many are left decides what still works. */
final class NodeSightings extends NodeStateListenerBase {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSightings.class);

    @Override
    public void onDown(Node node) {
        LOG.atWarn()
                .addKeyValue("node", node.getEndPoint())
                .addKeyValue("datacenter", node.getDatacenter())
                .log("A node of Cassandra cannot be reached.");
    }

    @Override
    public void onUp(Node node) {
        LOG.atInfo()
                .addKeyValue("node", node.getEndPoint())
                .addKeyValue("datacenter", node.getDatacenter())
                .log("A node of Cassandra is reached.");
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
