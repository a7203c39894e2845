package dev.longshore.link;

import dev.longshore.model.HostId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Makes join tokens, and knows and removes hosts. The caller has checked and recorded the act. */
@Service
public class Enrolment {

    /**
     * Makes a token that enrols one host within 15 minutes.
     *
     * @param hostName the name the host shall have, or empty for the engine's own
     * @param creator name of who asked, kept beside the token
     */
    public JoinToken createToken(String hostName, Map<String, String> labels, String creator) {
        throw new UnsupportedOperationException();
    }

    /** All enrolled hosts, by name. */
    public List<EnrolledHost> hosts() {
        return List.of();
    }

    /** One enrolled host. */
    public Optional<EnrolledHost> host(HostId id) {
        return Optional.empty();
    }

    /** Revokes the host's certificate for good, closes its session now and forgets it. */
    public void remove(HostId id) {
        throw new UnsupportedOperationException();
    }

    /** Gives the host another name; {@code INVALID_REQUEST} if it is not 1-63 letters, digits, dots and dashes, or taken. */
    public void rename(HostId id, String name) {
        throw new UnsupportedOperationException();
    }
}
