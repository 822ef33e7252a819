package dev.holdfast.node.telemetry;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * How logback.xml writes a line: by its pattern, for people, or as one JSON object, for programs that collect lines.
 * Logback's own JSON encoder puts each key-value into an object of its own in a list, where no log store finds it by
 * its key.
 */
public final class LogLines extends PatternLayoutEncoder {
    private boolean json;

    /** @param format json; all else is text */
    public void setFormat(String format) {
        json = format.strip().equals("json");
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return json ? JsonLine.of(event) : super.encode(event);
    }
}
