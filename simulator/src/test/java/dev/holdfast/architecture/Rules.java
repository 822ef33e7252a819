package dev.holdfast.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.testing.GeneratedDocs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * The rules, each with its reason for somebody who has just run into it. A rule names packages as
 * {@code ..holdfast.x..} so that it also holds for the offenders beside it, which prove that it can fail.
 */
final class Rules {
    private static final String CORE = "..holdfast.core..";
    private static final String GENERATED = "..holdfast.v1..";

    /** Where the public interface's types may be seen. Everything else speaks in the words of core. */
    static final List<String> NEAR_THE_WIRE = List.of(
            GENERATED,
            "..holdfast.node",
            "..holdfast.node.edge..",
            "..holdfast.node.instance..",
            "..holdfast.node.host..",
            "..holdfast.node.region..",
            "..holdfast.node.watch..",
            "..holdfast.node.agent..",
            "..holdfast.agent..",
            "..holdfast.cli..",
            "..holdfast.sim..");

    /** What core has a word for. A package elsewhere that is about one of these bears its name. */
    static final List<String> NOUNS = List.of("instance", "host", "placement", "filter", "resource", "log", "shared");

    /**
     * What only a node has: bytes, one shard's states, the gRPC edge, an agent's session, what it counts, whoever
     * watches, the nodes beside it; and what is about a region as a whole, which has no name of its own in front of it:
     * a RegionPlacer is about placement.
     */
    static final List<String> NODE_ONLY =
            List.of("codec", "view", "edge", "agent", "telemetry", "watch", "region", "membership");

    /**
     * Who evolves a resource's state: the entity that owns it, the view that follows its log and keeps its last facts,
     * and the replay that tells how it was, by which nothing is decided.
     */
    static final List<String> EVOLVE = List.of(
            "dev.holdfast.node.resource.PersistentShell",
            "dev.holdfast.node.view.ShardView",
            "dev.holdfast.node.view.RecentChanges",
            "dev.holdfast.node.resource.StateReplay");

    /** Who in core uses a hash table, and why its order is never seen. */
    static final Map<String, String> HASHED = Map.of(
            "dev.holdfast.core.log.LogIndex", "looked up for every append; what leaves it is sorted first",
            "dev.holdfast.core.log.Wire", "looked up by ticket, never iterated",
            "dev.holdfast.core.log.Shelf", "looked up by generation, never iterated",
            "dev.holdfast.core.log.Barriers", "only asked whether it contains a commit id",
            "dev.holdfast.core.log.StoreModel", "looked up by key; what it lists stands in tree maps");

    /** Who may sleep, and why; nobody does. */
    static final Map<String, String> SLEEPS = Map.of();

    private Rules() {}

    // Core is pure.

    static final ArchRule CORE_DEPENDS_ON_NOTHING = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    CORE,
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.time",
                    "java.time.temporal",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations")
            .because(
                    "core is the rules and nothing else: a node, a simulation and a replay run the very same classes, so"
                            + " nothing in it may need a framework, a wire format or the world. Put the part that does into"
                            + " cluster-node, under the same package name (docs/adr/0001)");

    static final ArchRule CORE_READS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(reaches(
                    "the clock",
                    target -> named(target, System.class, "currentTimeMillis", "nanoTime")
                            || (target.getOwner().getPackageName().equals("java.time")
                                    && target.getName().equals("now"))
                            || target.getName().equals("systemDefault")))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class, InstantSource.class, Date.class, java.util.Calendar.class)
            .because("time is an input: Context.now, or the now handed to a step machine. A rule that reads the clock"
                    + " cannot be replayed, and a test of it would have to wait");

    static final ArchRule CORE_DRAWS_NO_NUMBERS = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(reaches(
                    "randomness",
                    target -> named(target, Math.class, "random")
                            || named(target, StrictMath.class, "random")
                            || named(target, java.util.UUID.class, "randomUUID")
                            || named(target, java.util.Collections.class, "shuffle")
                            || named(target, System.class, "identityHashCode")))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, SplittableRandom.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.random..", "java.security..")
            .because(
                    "a fresh uid, a draw among hosts, an owner's name are inputs, ready-made: else the same commands would"
                            + " not give the same facts twice, and no seed would replay anything");

    static final ArchRule CORE_STARTS_NOTHING = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(describe("are threads, processes or timers", Rules::runs))
            .orShould()
            .accessTargetWhere(reaches(
                    "other threads",
                    target -> List.of("wait", "notify", "notifyAll", "parallel", "parallelStream")
                            .contains(target.getName())))
            .because(
                    "a step machine is called by one thread at a time and calls back by what it returns; threads, timers and"
                            + " futures belong to the actor around it");

    static final ArchRule CORE_LOCKS_NOTHING = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage(CORE)
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED)
            .because(
                    "core is confined to whoever calls it, so a lock in it guards nothing and hides a mistake outside");

    static final ArchRule CORE_TOUCHES_NOTHING = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "javax..")
            .orShould()
            .accessTargetWhere(reaches(
                    "the process around it",
                    target -> named(target, System.class, "in", "out", "err", "getenv", "getProperty", "exit", "load")
                            || target.getName().startsWith("getResource")
                            || named(target, Integer.class, "getInteger")
                            || named(target, Long.class, "getLong")
                            || named(target, Boolean.class, "getBoolean")))
            .because(
                    "what a rule needs to know comes in as a value, and what it wants done goes out as one (an effect, a"
                            + " StoreRequest); the shell carries it out, where failures can be handled and simulated");

    static final ArchRule CORE_SAYS_NOTHING = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..", "ch.qos.logback..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(System.Logger.class)
            .orShould()
            .accessTargetWhere(reaches("a log", target -> target.getName().equals("printStackTrace")))
            .because(
                    "its events are its log: the shell writes one line for every accepted fact, and an alarm is an output");

    static final ArchRule CORE_HAS_ONE_ORDER = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(reaches("a collection whose order differs from one JVM to the next", Rules::salted))
            .because(
                    "Set.of and Map.of iterate in an order that is drawn anew for every JVM, so a simulated run would differ"
                            + " from its own seed. Use Ordered, a TreeMap, or a LinkedHashMap; the empty Set.of() is harmless");

    static final ArchRule CORE_HASHES_WITH_A_REASON = noClasses()
            .that()
            .resideInAPackage(CORE)
            .and(describe("have no listed reason", type -> !HASHED.containsKey(outermost(type))))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class, WeakHashMap.class)
            .because(
                    "the order of a hash table must never reach an output. Use a TreeMap or a LinkedHashMap; where look-up"
                            + " speed counts and nothing iterates, add the class to Rules.HASHED with that reason");

    // The picture.

    static final ArchRule FOLLOWS_THE_PICTURE = classes()
            .that()
            .resideInAPackage("..holdfast..")
            .and()
            .resideOutsideOfPackage("..holdfast.architecture")
            .should(adhereToPlantUmlDiagram(puml(), consideringOnlyDependenciesInAnyPackage("..holdfast..")))
            .because(
                    "docs/architecture.puml is how newcomers learn who knows whom. If the dependency is right, draw its"
                            + " arrow and have the drawing reviewed; if the arrow would look odd, the code is in the wrong box");

    static final ArchRule LIVES_IN_A_BOX = classes()
            .that()
            .resideInAPackage("..holdfast..")
            .should(new ArchCondition<>("live in exactly one box of docs/architecture.puml") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    List<String> homes = picture().homesOf(type);
                    events.add(new SimpleConditionEvent(
                            type, homes.size() == 1, type.getName() + " lives in the boxes " + homes));
                }
            })
            .because(
                    "a package that nobody drew is one that no rule of the picture holds: draw its box first, and think of"
                            + " its arrows");

    static final ArchRule FEATURES_HAVE_NO_CIRCLES = slices().assignedFrom(new SliceAssignment() {
                @Override
                public String getDescription() {
                    return "the features";
                }

                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return type.getPackageName().contains("holdfast.")
                            ? SliceIdentifier.of(feature(type))
                            : SliceIdentifier.ignore();
                }
            })
            .should()
            .beFreeOfCycles()
            .because(
                    "two features that need each other are one feature that nobody can read, test or move by half; let one"
                            + " of them own what both need, or give the lower one a port");

    static final ArchRule A_NOUN_HAS_ONE_NAME = classes()
            .that()
            .resideInAPackage("..holdfast.node.*..")
            .should(new ArchCondition<>("stand under the noun that core has for it") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    String feature = feature(type).substring("node.".length());
                    boolean known = NOUNS.contains(feature) || NODE_ONLY.contains(feature);
                    Optional<String> about =
                            NOUNS.stream().filter(noun -> isAbout(type, noun)).findFirst();
                    boolean elsewhere = NOUNS.contains(feature)
                            && !feature.equals("resource")
                            && about.filter(noun -> !noun.equals(feature)).isPresent();
                    events.add(new SimpleConditionEvent(
                            type,
                            known && !elsewhere,
                            type.getName() + " stands under '" + feature + "'"
                                    + about.map(noun -> " and is about '" + noun + "'")
                                            .orElse("")));
                }
            })
            .because(
                    "whoever has read core/instance looks for its codec and its service in node/instance. A new word needs"
                            + " an entry in docs/glossary.md, then in core or in Rules.NODE_ONLY");

    // Who may do what.

    static final ArchRule ONLY_ENTITY_AND_VIEW_EVOLVE = noClasses()
            .that(describe("are not the entity's shell or the view", type -> !EVOLVE.contains(outermost(type))))
            .and()
            .resideOutsideOfPackages("..holdfast.sim..")
            .should()
            .accessTargetWhere(describe("it reaches evolve of a resource", Rules::evolves))
            .because(
                    "a state that somebody else has evolved is one that the log does not know. Ask the entity, or read the"
                            + " view; the simulator and tests replay for their own judgement");

    static final ArchRule THE_WIRE_STAYS_OUTSIDE = noClasses()
            .that()
            .resideOutsideOfPackages(NEAR_THE_WIRE.toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GENERATED,
                    "com.google.protobuf..",
                    "com.google.api..",
                    "com.google.rpc..",
                    "com.google.longrunning..",
                    "build.buf..",
                    "io.grpc..")
            .because(
                    "the public interface changes for its callers' reasons and the log for ours: a mapping at the edge turns"
                            + " one into the other, in one place for each noun");

    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .that()
            .resideOutsideOfPackage(GENERATED)
            .should(new ArchCondition<>("stand in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    events.add(new SimpleConditionEvent(
                            type,
                            type.getPackage().isAnnotatedWith(NullMarked.class),
                            type.getName() + " stands in a package without @NullMarked"));
                }
            })
            .because(
                    "NullAway checks only what is marked, so an unmarked package is one where null comes back unseen. Add a"
                            + " package-info.java with @NullMarked and two lines on what belongs there; generated code is exempt");

    static final ArchRule NOBODY_SLEEPS = noClasses()
            .that(describe("have no listed reason", type -> !SLEEPS.containsKey(outermost(type))))
            .should()
            .accessTargetWhere(reaches(
                    "a sleep",
                    target -> named(target, Thread.class, "sleep")
                            || named(target, TimeUnit.class, "sleep")
                            || named(target, LockSupport.class, "parkNanos", "parkUntil")))
            .because(
                    "a sleep is too short on a busy machine and too long on every other. Wait for the thing itself: a reply,"
                            + " a latch, a scheduled task, a hand-cranked clock; Awaitility where it is another process");

    static Picture picture() {
        return Drawn.PICTURE;
    }

    static Path puml() {
        return GeneratedDocs.repository().resolve("docs/architecture.puml");
    }

    /** Read when first asked for. */
    private static final class Drawn {
        private static final Picture PICTURE = read();

        private static Picture read() {
            try {
                return Picture.of(Files.readString(puml()));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** Which feature a class is part of: {@code core.instance}, {@code node}, {@code cli}. */
    static String feature(JavaClass type) {
        String name = type.getPackageName();
        String below = name.substring(name.lastIndexOf("holdfast.") + "holdfast.".length());
        String[] parts = below.split("\\.", 3);
        boolean nested = List.of("core", "node", "sim").contains(parts[0]) && parts.length > 1;
        return nested ? parts[0] + "." + parts[1] : parts[0];
    }

    /** The name of the top-level class around a class. */
    static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(Rules::outermost).orElse(type.getName());
    }

    private static boolean isAbout(JavaClass type, String noun) {
        String name = outermost(type);
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String begin = Character.toUpperCase(noun.charAt(0)) + noun.substring(1);
        return simple.startsWith(begin)
                && simple.length() > begin.length()
                && Character.isUpperCase(simple.charAt(begin.length()));
    }

    private static DescribedPredicate<JavaAccess<?>> reaches(
            String what, java.util.function.Predicate<AccessTarget> is) {
        return describe("it reaches " + what, access -> is.test(access.getTarget()));
    }

    /** Not what the compiler makes a resource say to itself, to bridge from the generic signature to its own. */
    private static boolean evolves(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        return target.getName().equals("evolve")
                && target.getOwner().isAssignableTo(Resource.class)
                && !target.getOwner().equals(access.getOriginOwner());
    }

    private static boolean named(AccessTarget target, Class<?> owner, String... names) {
        return target.getOwner().isEquivalentTo(owner) && List.of(names).contains(target.getName());
    }

    private static boolean runs(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.getPackageName().startsWith("java.util.concurrent")
                || List.of(
                                "java.lang.Thread",
                                "java.lang.ThreadLocal",
                                "java.lang.ThreadGroup",
                                "java.lang.Runtime",
                                "java.lang.Process",
                                "java.lang.ProcessBuilder",
                                "java.lang.ProcessHandle",
                                "java.lang.ScopedValue",
                                "java.util.Timer",
                                "java.util.TimerTask")
                        .contains(outermost(base));
    }

    private static boolean salted(AccessTarget target) {
        if (target.getOwner().isEquivalentTo(Collectors.class)) {
            boolean ordered = target instanceof CodeUnitAccessTarget called
                    && called.getRawParameterTypes().stream()
                            .anyMatch(each -> each.isEquivalentTo(java.util.function.Supplier.class));
            return !ordered
                    && List.of("toSet", "toUnmodifiableSet", "toMap", "toUnmodifiableMap", "groupingBy")
                            .contains(target.getName());
        }
        boolean made =
                target.getOwner().isEquivalentTo(Set.class) || target.getOwner().isEquivalentTo(Map.class);
        boolean empty = target instanceof CodeUnitAccessTarget called
                && called.getRawParameterTypes().isEmpty();
        return made && !empty && List.of("of", "copyOf", "ofEntries").contains(target.getName());
    }
}
