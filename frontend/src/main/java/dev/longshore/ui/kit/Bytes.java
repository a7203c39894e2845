package dev.longshore.ui.kit;

import java.util.Locale;

/** Bytes as docker writes them: decimal units, three digits at most. */
public final class Bytes {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Bytes() {}

    /** For example {@code 4.3 MB}; a dash for less than nothing, which stands for unknown. */
    public static String of(long bytes) {
        if (bytes < 0) {
            return "–";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        String number = unit == 0 || value >= 99.95
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
        if (number.contains(".")) {
            number = number.replaceAll("\\.?0+$", "");
        }
        return number + " " + UNITS[unit];
    }

    /** Memory as the kernel counts it: binary units, for example {@code 7.7 GiB}. */
    public static String binary(long bytes) {
        if (bytes < 0) {
            return "–";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1023.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return bytes + " B";
        }
        String number = String.format(Locale.ROOT, value >= 99.95 ? "%.0f" : "%.1f", value);
        return number.replaceAll("\\.0$", "") + " " + (unit == 1 ? "KiB" : UNITS[unit].replace("B", "iB"));
    }

    /** For example {@code 7.1 MB/s}. */
    public static String rate(long bytesPerSecond) {
        return of(bytesPerSecond) + "/s";
    }
}
