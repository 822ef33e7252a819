package dev.holdfast.cli;

import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gRPC and Netty write to {@code java.util.logging}: nothing of it belongs on a person's terminal. Where log lines
 * are collected, as at a node, warnings go there.
 */
final class LibraryLogs {
    private static final Logger ROOT = Logger.getLogger("");

    private LibraryLogs() {}

    static void hush(boolean debug) {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        LogManager.getLogManager().reset();
        boolean hasPlace = debug
                || System.getProperty("holdfast.log.file") != null
                || System.getProperty("holdfast.log.level") != null;
        ROOT.setLevel(hasPlace ? Level.WARNING : Level.OFF);
        if (hasPlace) {
            ROOT.addHandler(new ToSlf4j());
        }
    }

    private static final class ToSlf4j extends Handler {
        @Override
        public void publish(LogRecord event) {
            String logger = event.getLoggerName() == null ? "java.util.logging" : event.getLoggerName();
            LoggerFactory.getLogger(logger)
                    .atLevel(
                            event.getLevel().intValue() >= Level.SEVERE.intValue()
                                    ? org.slf4j.event.Level.ERROR
                                    : org.slf4j.event.Level.WARN)
                    .setCause(event.getThrown())
                    .log(String.valueOf(event.getMessage()));
        }

        @Override
        public void flush() {
            // SLF4J keeps nothing back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
