package dev.longshore.agent;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The run from which an image build records the agent's AOT cache: it loads the classes that a session needs, and ends
 * by itself, because a JVM that is killed leaves no usable cache. Needs no server and no engine.
 */
final class Training {

    private static final List<String> PREFIXES =
            List.of("dev/longshore/", "com/google/protobuf/", "com/github/dockerjava/", "org/slf4j/");

    private Training() {}

    /** Returns how many classes were loaded. */
    static int run() throws IOException {
        Path jar = ownJar();
        if (!Files.isRegularFile(jar)) {
            throw new IOException("the agent does not run from a jar but from " + jar);
        }
        try (var file = new JarFile(jar.toFile())) {
            return (int) file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && PREFIXES.stream().anyMatch(name::startsWith))
                    .filter(Training::loads)
                    .count();
        }
    }

    private static boolean loads(String entry) {
        var name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, false, Training.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // refers to an optional library that the jar leaves out
        }
    }

    private static Path ownJar() throws IOException {
        try {
            return Path.of(Training.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
