package dev.longshore.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The names and addresses by which browsers may reach this server. Agents do not look at them. */
final class ServerNames {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9*]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private final Set<String> names;

    private ServerNames(Set<String> names) {
        this.names = names;
    }

    /** This machine's own, and those in the settings. */
    static ServerNames of(List<String> configured) {
        Set<String> names = new TreeSet<>(List.of("localhost", "127.0.0.1", "::1"));
        try {
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A machine that does not know its own name is reached by another.
        }
        configured.stream().map(String::strip).filter(name -> !name.isEmpty()).forEach(names::add);
        names.removeIf(
                name -> !ADDRESS.matcher(name).matches() && !NAME.matcher(name).matches());
        return new ServerNames(names);
    }

    /** Tells whether two sets are the same. */
    String text() {
        return String.join("\n", names);
    }

    GeneralNames with(String uri) {
        List<GeneralName> all = new ArrayList<>();
        all.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        for (String name : names) {
            boolean address = ADDRESS.matcher(name).matches();
            all.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }
}
