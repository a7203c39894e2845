package dev.longshore.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Vaadin's prebuilt bundle has to suffice: a build that needs Node would work on few machines. */
class PrebuiltBundleTest {

    @Test
    @DisplayName("nothing in the sources makes Vaadin build a bundle of its own")
    void sources() throws IOException {
        Pattern wants =
                Pattern.compile("@(NpmPackage|CssImport|JavaScript)\\b|@JsModule\\(\\s*\"(?!context://)[^\"]*\"");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = wants.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(file.getFileName() + ": " + matcher.group());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    @DisplayName("no build left the files behind that Vaadin writes when it bundles")
    void leftovers() {
        for (String file : List.of("package.json", "package-lock.json", "node_modules", "src/main/bundles")) {
            assertThat(Path.of(file)).doesNotExist();
        }
    }
}
