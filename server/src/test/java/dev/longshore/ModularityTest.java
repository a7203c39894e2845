package dev.longshore;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The packages are modules that show what is public in them and nothing else. */
class ModularityTest {

    @Test
    void modulesKeepToThemselves() {
        ApplicationModules.of(
                        Longshore.class,
                        DescribedPredicate.describe(
                                "are of the agent",
                                (JavaClass type) -> type.getPackageName().startsWith("dev.longshore.agent")
                                        || type.getPackageName().startsWith("dev.longshore.lab")))
                .verify();
    }
}
