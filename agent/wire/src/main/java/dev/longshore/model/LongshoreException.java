package dev.longshore.model;

import java.io.Serial;
import java.util.List;

/** The one exception for a fault that a person is told of: a code, a reason, and what to do about it. */
public final class LongshoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String remedy;
    private final transient List<String> subjects;

    /** With the code's usual remedy. */
    public LongshoreException(ErrorCode code, String reason) {
        this(code, reason, code.remedy(), List.of());
    }

    /** With a remedy of its own. */
    public LongshoreException(ErrorCode code, String reason, String remedy) {
        this(code, reason, remedy, List.of());
    }

    /**
     * With all there is to say.
     *
     * @param subjects names of what stands in the way, for example the containers that use an image
     */
    public LongshoreException(ErrorCode code, String reason, String remedy, List<String> subjects) {
        super(reason);
        this.code = code;
        this.remedy = remedy;
        this.subjects = List.copyOf(subjects);
    }

    /** With the code's usual remedy, and the fault behind it for the log. */
    public LongshoreException(ErrorCode code, String reason, Throwable cause) {
        super(reason, cause);
        this.code = code;
        this.remedy = code.remedy();
        this.subjects = List.of();
    }

    public ErrorCode code() {
        return code;
    }

    /** What went wrong, for a person; never null. */
    public String reason() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }

    public String remedy() {
        return remedy;
    }

    public List<String> subjects() {
        return subjects;
    }
}
