package dev.holdfast.node.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a sealed interface stands inside something else, its cases are told apart by their logical names, so core needs
 * no annotation. A case without a name fails when the first value of the sealed type is written or read.
 */
final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;
    private static final String PROPERTY = "is";

    private final transient TypeNames names;

    SealedTypes(TypeNames names) {
        this.names = names;
    }

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        return isSealed(annotated)
                ? JsonTypeInfo.Value.construct(
                        JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, PROPERTY, null, false, true)
                : super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        return isSealed(annotated) ? cases(annotated.getRawType()) : super.findSubtypes(annotated);
    }

    private List<NamedType> cases(Class<?> sealed) {
        List<NamedType> cases = new ArrayList<>();
        for (Class<?> each : sealed.getPermittedSubclasses()) {
            if (each.isSealed()) {
                cases.addAll(cases(each));
                continue;
            }
            Optional<String> name = names.partName(each);
            if (name.isEmpty()) {
                throw new IllegalStateException(each.getName() + " is written inside something and has no name");
            }
            cases.add(new NamedType(each, name.get()));
        }
        return cases;
    }

    private static boolean isSealed(Annotated annotated) {
        return annotated instanceof AnnotatedClass
                && annotated.getRawType().isInterface()
                && annotated.getRawType().isSealed();
    }
}
