package dev.longshore.operations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of files that are uploaded, {@code LONGSHORE_*}; docs/guide/settings.md explains each.
 *
 * @param filesRatio how many times its size a packed file may unpack to
 */
@ConfigurationProperties("longshore")
record FileSettings(@DefaultValue("200") int filesRatio) {

    static final FileSettings USUAL = new FileSettings(200);

    FileSettings {
        if (filesRatio < 1) {
            throw new IllegalArgumentException("LONGSHORE_FILES_RATIO must be 1 at least");
        }
    }
}
