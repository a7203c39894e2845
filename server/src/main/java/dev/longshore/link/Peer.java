package dev.longshore.link;

import java.security.cert.X509Certificate;

/**
 * An agent whose certificate was checked in this very request.
 *
 * @param generation of the certificate shown
 * @param address it dialled from
 */
record Peer(HostRecord host, long generation, X509Certificate certificate, String address) {}
