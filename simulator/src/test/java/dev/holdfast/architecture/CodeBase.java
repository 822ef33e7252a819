package dev.holdfast.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.holdfast.core.testing.GeneratedDocs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiled classes of the three modules, as this build left them in their target folders; read once. */
final class CodeBase {
    static final List<String> MODULES = List.of("core", "cluster-node", "simulator");

    private static final String OFFENDERS = "/dev/holdfast/architecture/offenders/";

    /** What ships and what tests it, without the offenders below. */
    static final JavaClasses ALL = read(List.of("classes", "test-classes"));

    /** What ships. */
    static final JavaClasses MAIN = ALL.that(new DescribedPredicate<>("ship") {
        @Override
        public boolean test(JavaClass type) {
            return type.getSource().stream()
                    .noneMatch(source -> source.getUri().getPath().contains("/test-classes/"));
        }
    });

    /** Classes that exist only to break the rules. */
    static final JavaClasses BROKEN = new ClassFileImporter()
            .withImportOption(location -> location.contains(OFFENDERS))
            .importPath(target("simulator", "test-classes"));

    private CodeBase() {}

    /** How many classes of a module ship, nested ones included, generated ones not. */
    static long shipped(String module) {
        return seen(module, "classes");
    }

    /** How many classes test a module. */
    static long testing(String module) {
        return seen(module, "test-classes");
    }

    private static long seen(String module, String folder) {
        Path target = target(module, folder);
        return Files.isDirectory(target)
                ? new ClassFileImporter()
                        .importPath(target).stream()
                                .filter(type -> !type.getPackageName().endsWith(".v1"))
                                .count()
                : 0;
    }

    private static JavaClasses read(List<String> folders) {
        List<Path> paths = new ArrayList<>();
        for (String module : MODULES) {
            for (String folder : folders) {
                paths.add(target(module, folder));
            }
        }
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains(OFFENDERS))
                .importPaths(paths);
    }

    private static Path target(String module, String folder) {
        return GeneratedDocs.repository().resolve(module).resolve("target").resolve(folder);
    }
}
