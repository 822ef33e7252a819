package dev.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/architecture.puml} draws: boxes, which are packages, and arrows, which are leave to depend. Reads no
 * more of PlantUML than that file uses, and refuses every line that it does not know.
 */
record Picture(List<Box> boxes, List<Arrow> arrows) {
    /**
     * A package, or a tree of packages.
     *
     * @param group the module that it is drawn in
     * @param packages which packages, in ArchUnit's notation
     * @param ahead whether it may still be empty
     */
    record Box(String name, String group, String packages, boolean ahead) {
        boolean holds(JavaClass type) {
            return PackageMatcher.of(packages).matches(type.getPackageName());
        }
    }

    /** @param ahead whether it may still be unused */
    record Arrow(String from, String to, boolean ahead) {}

    private static final Pattern BOX = Pattern.compile("\\[([a-z.0-9]+)] <<([a-z.0-9]+)>>");
    private static final Pattern ARROW = Pattern.compile("\\[([a-z.0-9]+)] --> \\[([a-z.0-9]+)]");
    private static final Pattern GROUP = Pattern.compile("package \"([a-z-]+)\" \\{");
    private static final String AHEAD = "' drawn ahead of the code";

    static Picture of(String source) {
        List<Box> boxes = new ArrayList<>();
        List<Arrow> arrows = new ArrayList<>();
        String group = "";
        boolean ahead = false;
        for (String each : source.lines().toList()) {
            String line = each.strip();
            Matcher box = BOX.matcher(line);
            Matcher arrow = ARROW.matcher(line);
            Matcher begun = GROUP.matcher(line);
            if (box.matches()) {
                boxes.add(new Box(box.group(1), group, box.group(2), ahead));
            } else if (arrow.matches()) {
                arrows.add(new Arrow(arrow.group(1), arrow.group(2), ahead));
            } else if (begun.matches()) {
                group = begun.group(1);
            } else if (line.startsWith(AHEAD)) {
                ahead = true;
            } else if (!line.isEmpty() && !line.startsWith("'") && !line.startsWith("@") && !line.equals("}")) {
                throw new IllegalArgumentException("not understood in the picture: " + line);
            }
        }
        return new Picture(List.copyOf(boxes), List.copyOf(arrows));
    }

    /** The boxes that a class lives in: exactly one, if all is well. */
    List<String> homesOf(JavaClass type) {
        return boxes.stream().filter(box -> box.holds(type)).map(Box::name).toList();
    }

    /** Boxes that stand for code which is there, and have none. */
    List<String> emptyBoxes(Iterable<JavaClass> code) {
        Set<String> lived = new TreeSet<>();
        code.forEach(type -> lived.addAll(homesOf(type)));
        return boxes.stream()
                .filter(box -> !box.ahead())
                .map(Box::name)
                .filter(name -> !lived.contains(name))
                .toList();
    }

    /** Arrows that nothing needs: leave that nobody asked for. */
    List<String> idleArrows(Iterable<JavaClass> code) {
        Map<String, List<String>> homes = new HashMap<>();
        Function<JavaClass, List<String>> homesOf =
                type -> homes.computeIfAbsent(type.getPackageName(), _ -> homesOf(type));
        Set<String> used = new TreeSet<>();
        code.forEach(type -> type.getDirectDependenciesFromSelf().forEach(dependency -> {
            for (String from : homesOf.apply(type)) {
                for (String to : homesOf.apply(dependency.getTargetClass().getBaseComponentType())) {
                    used.add(from + " --> " + to);
                }
            }
        }));
        return arrows.stream()
                .filter(arrow -> !arrow.ahead())
                .map(arrow -> arrow.from() + " --> " + arrow.to())
                .filter(arrow -> !used.contains(arrow))
                .toList();
    }

    /** A way round in circles along the arrows; empty when there is none. */
    Optional<List<String>> circle() {
        for (Box box : boxes) {
            Optional<List<String>> found = wayBack(box.name(), List.of(box.name()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<List<String>> wayBack(String start, List<String> way) {
        for (String next : successors(way.getLast())) {
            List<String> further = new ArrayList<>(way);
            further.add(next);
            if (next.equals(start)) {
                return Optional.of(further);
            }
            if (!way.contains(next)) {
                Optional<List<String>> found = wayBack(start, further);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private List<String> successors(String box) {
        return arrows.stream()
                .filter(arrow -> arrow.from().equals(box))
                .map(Arrow::to)
                .toList();
    }

    /** The drawing for people, as a Mermaid flow chart: an arrow that follows from others is left out. */
    String mermaid() {
        StringBuilder drawing = new StringBuilder("flowchart TD\n");
        Map<String, List<Box>> groups = new LinkedHashMap<>();
        boxes.forEach(box ->
                groups.computeIfAbsent(box.group(), _ -> new ArrayList<>()).add(box));
        groups.forEach((group, members) -> {
            drawing.append("  subgraph ")
                    .append(id(group))
                    .append("[\"")
                    .append(group)
                    .append("\"]\n");
            members.forEach(box -> drawing.append("    ")
                    .append(id(box.name()))
                    .append('[')
                    .append(box.name())
                    .append("]\n"));
            drawing.append("  end\n");
        });
        Map<String, Set<String>> reach = new TreeMap<>();
        boxes.forEach(box -> reached(box.name(), reach));
        for (Box box : boxes) {
            Set<String> direct = new LinkedHashSet<>(successors(box.name()));
            for (String to : direct) {
                boolean follows = direct.stream()
                        .anyMatch(other ->
                                !other.equals(to) && reached(other, reach).contains(to));
                if (!follows) {
                    drawing.append("  ")
                            .append(id(box.name()))
                            .append(" --> ")
                            .append(id(to))
                            .append('\n');
                }
            }
        }
        return drawing.toString();
    }

    /** Everything that arrows lead to from a box; there must be no circle. */
    private Set<String> reached(String box, Map<String, Set<String>> known) {
        Set<String> before = known.get(box);
        if (before != null) {
            return before;
        }
        Set<String> all = new TreeSet<>();
        for (String next : successors(box)) {
            all.add(next);
            all.addAll(reached(next, known));
        }
        known.put(box, all);
        return all;
    }

    private static String id(String box) {
        return box.replace('.', '_').replace('-', '_');
    }
}
