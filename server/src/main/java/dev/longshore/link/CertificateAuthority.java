package dev.longshore.link;

import dev.longshore.LongshoreSettings;
import dev.longshore.model.HostId;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LinkIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.stereotype.Component;

/**
 * This install's certificate authority: a P-256 root for ten years, made at the first start, that signs the server's
 * certificate and the agents'. Its key never leaves the data directory. Whoever holds the root's digest, which is part
 * of each join token, can tell this server from any other.
 */
@Component
final class CertificateAuthority {

    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(90);
    private static final Duration SERVER_RENEWED_BEFORE = Duration.ofDays(30);
    /** Agents with a slow clock must still find the server's certificate valid. */
    private static final Duration SERVER_BACKDATED = Duration.ofDays(2);

    private static final Duration AGENT_BACKDATED = Duration.ofHours(1);

    private final Path dir;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final PrivateKey rootKey;
    private final X509Certificate root;
    private final ServerNames names;
    private volatile ServerLeaf leaf;

    /** The server's own certificate and its key. */
    record ServerLeaf(PrivateKey key, X509Certificate certificate) {}

    CertificateAuthority(LongshoreSettings settings, Clock clock) {
        this.clock = clock;
        PrivateFiles.directory(settings.dataDir());
        this.dir = settings.dataDir().resolve("pki");
        PrivateFiles.directory(dir);
        this.names = ServerNames.of(settings.hostnames());
        try {
            KeyPair fresh = Files.exists(dir.resolve("root.key")) ? null : newKey();
            if (fresh != null) {
                PrivateFiles.write(dir.resolve("root.pub"), fresh.getPublic().getEncoded());
                PrivateFiles.write(dir.resolve("root.key"), fresh.getPrivate().getEncoded());
            }
            this.rootKey = privateKey(dir.resolve("root.key"));
            if (!Files.exists(dir.resolve("root.crt"))) {
                PublicKey key = KeyFactory.getInstance("EC")
                        .generatePublic(
                                new java.security.spec.X509EncodedKeySpec(PrivateFiles.read(dir.resolve("root.pub"))));
                PrivateFiles.write(dir.resolve("root.crt"), selfSigned(key).getEncoded());
            }
            this.root = certificate(PrivateFiles.read(dir.resolve("root.crt")));
            this.leaf = keptOrNewLeaf();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "the certificate authority in " + dir + " can't be used; restore that directory from a backup", e);
        }
    }

    X509Certificate root() {
        return root;
    }

    ServerLeaf leaf() {
        return leaf;
    }

    /** Names this install in all its certificates; follows from the root's key. */
    String install() {
        return install(root.getPublicKey());
    }

    private static String install(PublicKey root) {
        return "i-" + JoinTokenText.pinOf(root).substring(0, 16).toLowerCase(Locale.ROOT);
    }

    /** Signs an agent's key. Nothing of the request but the key goes into the certificate. */
    X509Certificate signAgent(PublicKey key, HostId host, long generation, Duration life) {
        Instant now = clock.instant();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    root,
                    serial(generation),
                    Date.from(now.minus(AGENT_BACKDATED)),
                    Date.from(now.plus(life)),
                    new X500Name("CN=" + host.value()),
                    key);
            usage(builder, key, KeyPurposeId.id_kp_clientAuth);
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(
                            GeneralName.uniformResourceIdentifier, new LinkIdentity.Agent(install(), host).uri())));
            return sign(builder);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("signing an agent's certificate failed", e);
        }
    }

    /** Replaces the server's certificate if it ends soon. True if it did. */
    synchronized boolean renewLeafIfDue() {
        Instant end = leaf.certificate().getNotAfter().toInstant();
        if (clock.instant().isBefore(end.minus(SERVER_RENEWED_BEFORE))) {
            return false;
        }
        try {
            leaf = newLeaf();
            return true;
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("renewing the server's certificate failed", e);
        }
    }

    private ServerLeaf keptOrNewLeaf() throws GeneralSecurityException, IOException, OperatorCreationException {
        Path file = dir.resolve("server.crt");
        if (Files.exists(file) && Files.exists(dir.resolve("server.key"))) {
            X509Certificate kept = certificate(PrivateFiles.read(file));
            PrivateKey key = privateKey(dir.resolve("server.key"));
            Instant renewal = kept.getNotAfter().toInstant().minus(SERVER_RENEWED_BEFORE);
            Path names = dir.resolve("server.names");
            boolean sameNames = Files.exists(names)
                    && new String(PrivateFiles.read(names), java.nio.charset.StandardCharsets.UTF_8)
                            .equals(this.names.text());
            if (sameNames && clock.instant().isBefore(renewal) && signedByRoot(kept)) {
                return new ServerLeaf(key, kept);
            }
        }
        return newLeaf();
    }

    private boolean signedByRoot(X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private ServerLeaf newLeaf() throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair key = newKey();
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                root,
                serial(0),
                Date.from(now.minus(SERVER_BACKDATED)),
                Date.from(now.plus(SERVER_LIFE)),
                new X500Name("CN=Longshore server"),
                key.getPublic());
        usage(builder, key.getPublic(), KeyPurposeId.id_kp_serverAuth);
        builder.addExtension(
                Extension.subjectAlternativeName, false, names.with(new LinkIdentity.Server(install()).uri()));
        X509Certificate certificate = sign(builder);
        // The names go last: should a crash come between, the next start makes a new pair.
        Files.deleteIfExists(dir.resolve("server.names"));
        PrivateFiles.write(dir.resolve("server.key"), key.getPrivate().getEncoded());
        PrivateFiles.write(dir.resolve("server.crt"), certificate.getEncoded());
        PrivateFiles.write(dir.resolve("server.names"), names.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new ServerLeaf(key.getPrivate(), certificate);
    }

    private X509Certificate selfSigned(PublicKey key)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = clock.instant();
        X500Name name = new X500Name("CN=Longshore " + install(key));
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, serial(0), Date.from(now.minus(SERVER_BACKDATED)), Date.from(now.plus(ROOT_LIFE)), name, key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
        return sign(builder);
    }

    private void usage(JcaX509v3CertificateBuilder builder, PublicKey key, KeyPurposeId purpose)
            throws GeneralSecurityException, CertIOException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
        builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(root));
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(rootKey)));
    }

    private BigInteger serial(long generation) {
        return new BigInteger(63, random).setBit(62).shiftLeft(Long.SIZE).or(BigInteger.valueOf(generation));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(PrivateFiles.read(file)));
    }

    static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
