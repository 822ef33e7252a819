package dev.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * What may be run on this host: an image is the name of an executable in one folder, which is the host's operator's. A
 * caller names one of these, and gives it arguments; a caller can never name a program of its own.
 */
final class Images {
    private static final String NAME = "[A-Za-z0-9][-_.A-Za-z0-9]{0,127}";

    private final Path folder;

    private Images(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException when there is no such folder, or anybody may put something into it */
    static Images in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "the folder of images " + folder + " is not there; make it and put executables into it");
        }
        if (isOpenToAll(folder)) {
            throw new IOException("anybody may write to the folder of images " + folder + "; chmod o-w it");
        }
        return new Images(folder.toRealPath());
    }

    /** What an image stands for. */
    sealed interface Answer {
        record Found(Path executable) implements Answer {}

        /** @param reason a sentence for the instance's owner */
        record Refused(String reason) implements Answer {}
    }

    Answer find(String image) {
        if (!image.matches(NAME)) {
            return new Answer.Refused("image must be the name of an executable in the host's folder of images, " + NAME
                    + ", but is '" + image + "'");
        }
        Path file = folder.resolve(image);
        try {
            if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
                return new Answer.Refused("this host has no image '" + image + "'");
            }
            if (isOpenToAll(file)) {
                return new Answer.Refused("anybody may write to the image '" + image + "' of this host");
            }
        } catch (IOException unreadable) {
            return new Answer.Refused("the image '" + image + "' cannot be looked at: " + unreadable.getMessage());
        }
        return new Answer.Found(file);
    }

    private static boolean isOpenToAll(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, new LinkOption[0]);
        return permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
