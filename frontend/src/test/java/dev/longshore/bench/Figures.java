package dev.longshore.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Arithmetic and layout for the tables; times are milliseconds unless a name says otherwise. */
final class Figures {

    private Figures() {}

    /** The value below which {@code share} of the values lie (nearest rank). */
    static double quantile(List<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(rank, 0, sorted.length - 1)];
    }

    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    static void title(String text) {
        System.out.println("\n### " + text + "\n");
    }

    static void header(String... cells) {
        row(cells);
        row(Arrays.stream(cells).map(_ -> "---").toArray(String[]::new));
    }

    static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    static String millis(double value) {
        return number(value) + " ms";
    }

    static String mebibytes(long bytes) {
        return number(bytes / 1048576.0) + " MiB";
    }

    static double since(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }
}
