package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** What is read from agents' certificates and requests. The generation lies in the lower half of the serial number. */
final class AgentCertificate {

    private static final int P256_BITS = 256;

    private AgentCertificate() {}

    /** The key in a PKCS#10 request that proves to be held; everything else in the request is ignored. */
    static PublicKey requestedKey(byte[] csr) {
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(csr);
            boolean held = request.isSignatureValid(
                    new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()));
            PublicKey key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(
                            request.getSubjectPublicKeyInfo().getEncoded()));
            if (held
                    && key instanceof ECPublicKey ec
                    && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
                return key;
            }
        } catch (java.io.IOException
                | OperatorCreationException
                | PKCSException
                | NoSuchAlgorithmException
                | InvalidKeySpecException
                | RuntimeException e) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "the certificate request can't be read", e);
        }
        throw new LongshoreException(
                ErrorCode.INVALID_REQUEST, "the certificate request does not prove that it holds a P-256 key");
    }

    static PublicKey decodeKey(String base64) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new LongshoreException(ErrorCode.STORAGE, "a host's key in the database can't be read", e);
        }
    }

    static String thumbprint(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static long generation(X509Certificate certificate) {
        return certificate.getSerialNumber().longValue() & Long.MAX_VALUE;
    }
}
