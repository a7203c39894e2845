package dev.longshore.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ErrorCode;
import dev.longshore.ui.session.Preferences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path SOURCES = Path.of("src/main/java");

    private final Catalogue catalogue = new Catalogue();
    private final Map<String, String> english = catalogue.getAllTranslations(Preferences.ENGLISH);
    private final Map<String, String> chinese = catalogue.getAllTranslations(Preferences.CHINESE);

    @Test
    @DisplayName("both languages have the same keys, and no text is empty")
    void sameKeys() {
        assertThat(chinese.keySet()).containsExactlyInAnyOrderElementsOf(english.keySet());
        assertThat(english.values()).noneMatch(String::isBlank);
        assertThat(chinese.values()).noneMatch(String::isBlank);
    }

    @Test
    @DisplayName("every error code has its words and its remedy in both languages")
    void everyErrorCode() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(english).containsKeys("error." + code.name(), "remedy." + code.name());
            assertThat(chinese).containsKeys("error." + code.name(), "remedy." + code.name());
        }
    }

    @Test
    @DisplayName("every text with parameters is a valid format with the same parameters in both languages")
    void formats() {
        english.forEach((key, ours) -> {
            String theirs = chinese.getOrDefault(key, "");
            assertThat(parameters(theirs)).as(key).isSubsetOf(parameters(ours));
            assertThat(ours).as(key).doesNotContain("'");
            assertThat(theirs).as(key).doesNotContain("'");
            if (ours.contains("{")) {
                assertThat(new MessageFormat(ours, Preferences.ENGLISH).toPattern())
                        .isNotEmpty();
                assertThat(new MessageFormat(theirs, Preferences.CHINESE).toPattern())
                        .isNotEmpty();
            }
        });
    }

    @Test
    @DisplayName("no key is written twice in one file")
    void noDuplicates() throws IOException {
        for (String file : List.of("translations.properties", "translations_zh_CN.properties")) {
            Set<String> seen = new HashSet<>();
            List<String> twice = new ArrayList<>();
            for (String line :
                    Files.readAllLines(RESOURCES.resolve("vaadin-i18n").resolve(file))) {
                int sign = line.indexOf('=');
                if (sign > 0 && !line.startsWith("#") && !seen.add(line.substring(0, sign))) {
                    twice.add(line);
                }
            }
            assertThat(twice).as(file).isEmpty();
        }
    }

    @Test
    @DisplayName("every key that the page names in full exists")
    void everyUsedKey() throws IOException {
        Pattern use = Pattern.compile("(?:getTranslation|Texts\\.of|\\bt)\\(\\s*\"([^\"]+)\"\\s*[,)]");
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = use.matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (matcher.find()) {
                    if (!english.containsKey(matcher.group(1))) {
                        missing.add(matcher.group(1) + " in " + file.getFileName());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    @DisplayName("a missing key shows as itself, and numbers follow the language")
    void texts() {
        assertThat(catalogue.getTranslation("no.such.key", Preferences.ENGLISH)).isEqualTo("!no.such.key!");
        assertThat(catalogue.getTranslation("overview.trouble", Preferences.ENGLISH, 1))
                .isEqualTo("1 thing needs you");
        assertThat(catalogue.getTranslation("overview.trouble", Preferences.ENGLISH, 1234))
                .isEqualTo("1,234 things need you");
        assertThat(catalogue.getTranslation("overview.trouble", Preferences.CHINESE, 2))
                .isEqualTo("2 件事需要处理");
    }

    private static Set<String> parameters(String text) {
        Map<String, Boolean> found = new HashMap<>();
        Matcher matcher = Pattern.compile("\\{(\\d+)").matcher(text);
        while (matcher.find()) {
            found.put(matcher.group(1), true);
        }
        return found.keySet();
    }
}
