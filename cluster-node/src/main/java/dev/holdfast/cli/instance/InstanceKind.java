package dev.holdfast.cli.instance;

import com.google.protobuf.Timestamp;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Quantity;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** How instances and their events are shown. */
public final class InstanceKind {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private InstanceKind() {}

    /** Ages count to {@code now}. */
    public static Kind<Instance> asOf(Instant now) {
        return Kind.ofMessages(
                "instances",
                instance -> Names.shortId(instance.getName()),
                List.of(
                        Column.always("NAME", instance -> Names.shortId(instance.getName())),
                        Column.always("STATE", InstanceKind::state),
                        Column.always(
                                "HOST",
                                instance ->
                                        Names.shortId(instance.getPlacement().getHost())),
                        Column.always(
                                "DOMAIN", instance -> instance.getPlacement().getFaultDomain()),
                        Column.always(
                                "CORES",
                                instance -> Integer.toString(instance.getSize().getCores())),
                        Column.always(
                                "MEMORY",
                                instance ->
                                        Quantity.mebibytes(instance.getSize().getMemoryMib())),
                        Column.wide("DISK", instance -> instance.getSize().getDiskGib() + "GiB"),
                        Column.wide(
                                "GPUS",
                                instance -> Integer.toString(instance.getSize().getGpus())),
                        Column.wide("IMAGE", Instance::getImage),
                        Column.wide("WANTED", InstanceKind::wanted),
                        Column.wide(
                                "EPOCH",
                                instance -> instance.hasPlacement()
                                        ? Long.toString(instance.getPlacement().getEpoch())
                                        : ""),
                        Column.wide("SPREAD-KEY", Instance::getSpreadKey),
                        Column.wide(
                                "ON-SILENCE",
                                instance -> instance.getOnSilence().name().replace("ON_SILENCE_", "")),
                        Column.wide(
                                "HEALING",
                                instance -> instance.getHealing().name().replace("HEALING_POLICY_", "")),
                        Column.wide("OPERATION", instance -> Names.shortId(instance.getOperation())),
                        Column.wide("UID", Instance::getUid),
                        Column.always(
                                "AGE",
                                instance -> instance.hasCreateTime()
                                        ? Quantity.age(Duration.between(instant(instance.getCreateTime()), now))
                                        : ""),
                        Column.ifAny("MESSAGE", Instance::getMessage)));
    }

    /** An instance's history. */
    public static Kind<InstanceEvent> events() {
        return Kind.ofMessages(
                "events",
                event -> Long.toString(event.getSequence()),
                List.of(
                        Column.always("SEQUENCE", event -> Long.toString(event.getSequence())),
                        Column.always("TIME", event -> event.hasTime() ? time(event.getTime()) : ""),
                        Column.always("EVENT", InstanceEvent::getKind),
                        Column.always("PARTY", InstanceEvent::getParty),
                        Column.always("MESSAGE", InstanceEvent::getMessage)));
    }

    /** In the zone of whoever reads it. */
    static String time(Timestamp time) {
        return TIME.format(instant(time).atZone(ZoneId.systemDefault()));
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static String state(Instance instance) {
        return instance.getState().name().replace("INSTANCE_STATE_", "");
    }

    private static String wanted(Instance instance) {
        return instance.getDesiredPower().name().replace("DESIRED_POWER_", "");
    }
}
