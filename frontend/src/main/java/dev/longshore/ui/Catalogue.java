package dev.longshore.ui;

import com.vaadin.flow.i18n.I18NProvider;
import dev.longshore.ui.session.Preferences;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * All texts of the page, in English and Simplified Chinese. A text with parameters is a {@link MessageFormat}; both files
 * have the same keys, and use the typographic apostrophe, which that format leaves alone.
 */
@Component
final class Catalogue implements I18NProvider {

    private final Map<String, String> english = load("translations.properties");
    private final Map<String, String> chinese = load("translations_zh_CN.properties");
    private final Map<String, MessageFormat> parsed = new ConcurrentHashMap<>();

    @Override
    public List<Locale> getProvidedLocales() {
        return List.of(Preferences.ENGLISH, Preferences.CHINESE);
    }

    @Override
    public String getTranslation(String key, Locale locale, Object... params) {
        boolean inChinese = locale.getLanguage().equals("zh");
        String text = (inChinese ? chinese : english).get(key);
        if (text == null) {
            return "!" + key + "!";
        }
        if (params.length == 0) {
            return text;
        }
        MessageFormat format = parsed.computeIfAbsent(
                (inChinese ? "zh " : "en ") + key,
                _ -> new MessageFormat(text, inChinese ? Preferences.CHINESE : Preferences.ENGLISH));
        // a MessageFormat may not be shared between threads while it formats
        return ((MessageFormat) format.clone()).format(params);
    }

    @Override
    public Map<String, String> getAllTranslations(Locale locale) {
        return locale.getLanguage().equals("zh") ? chinese : english;
    }

    private static Map<String, String> load(String file) {
        Properties properties = new Properties();
        try (InputStream in = Catalogue.class.getResourceAsStream("/vaadin-i18n/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no " + file);
            }
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return Map.copyOf(texts);
    }
}
