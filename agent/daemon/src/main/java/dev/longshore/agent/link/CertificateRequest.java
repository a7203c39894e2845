package dev.longshore.agent.link;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/**
 * A PKCS#10 request that carries a P-256 key and the proof of holding it. Subject and attributes are empty, since the
 * server decides them; so small a structure needs no library.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2986">RFC 2986</a>
 */
final class CertificateRequest {

    private static final byte[] VERSION_0 = {2, 1, 0};
    /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
    private static final byte[] ECDSA_SHA256 = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};

    private CertificateRequest() {}

    /** The request in DER. */
    static byte[] of(KeyPair key) throws GeneralSecurityException {
        byte[] info = der(0x30, VERSION_0, der(0x30), key.getPublic().getEncoded(), new byte[] {(byte) 0xa0, 0});
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key.getPrivate());
        signer.update(info);
        return der(0x30, info, der(0x30, ECDSA_SHA256), der(0x03, new byte[] {0}, signer.sign()));
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
