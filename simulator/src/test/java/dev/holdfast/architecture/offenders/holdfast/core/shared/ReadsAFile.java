package dev.holdfast.architecture.offenders.holdfast.core.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class ReadsAFile {
    String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
