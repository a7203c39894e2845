package dev.longshore.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Why a stream broke, for people: some exceptions say no more than their own name. */
final class BrokenStream {

    private BrokenStream() {}

    static String words(IOException broken) {
        Throwable at = broken;
        while (at.getCause() != null && saysNothing(at, at.getCause())) {
            at = at.getCause();
        }
        if (at instanceof SocketTimeoutException) {
            return "nothing more came of it in time";
        }
        if (!saysNothing(at, null)) {
            return String.valueOf(at.getMessage());
        }
        return at instanceof EOFException ? "the connection ended before it did" : "the connection broke";
    }

    private static boolean saysNothing(Throwable fault, @Nullable Throwable cause) {
        String message = fault.getMessage();
        return message == null || message.isBlank() || (cause != null && message.equals(cause.toString()));
    }
}
