package dev.longshore.link;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** The first message of a client that speaks an old TLS, byte by byte, since Java itself would no longer send it. */
final class OldHello {

    static final int TLS_1_0 = 0x0301;
    static final int TLS_1_1 = 0x0302;
    /** The kind of record that refuses; 22 would be a server's hello. */
    static final int ALERT = 21;

    /** ECDHE-ECDSA-AES128-SHA and ECDHE-ECDSA-AES256-SHA; groups secp256r1 and x25519; uncompressed points. */
    private static final short[] SUITES_AND_EXTENSIONS = {
        4, (short) 0xC009, (short) 0xC00A, 0x0100, 16, 10, 6, 4, 23, 29, 11, 2, 0x0100
    };

    private OldHello() {}

    /** Says hello in that version, and gives the first byte of what comes back. */
    static int answer(int port, int version) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello(version));
            return socket.getInputStream().read();
        }
    }

    private static byte[] hello(int version) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(version);
        out.write(new byte[32]); // random
        out.writeByte(0); // no session to resume
        for (short field : SUITES_AND_EXTENSIONS) {
            out.writeShort(field);
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream framed = new DataOutputStream(record);
        framed.writeByte(22);
        framed.writeShort(TLS_1_0);
        framed.writeShort(body.size() + 4);
        framed.writeInt(1 << 24 | body.size());
        framed.write(body.toByteArray());
        return record.toByteArray();
    }
}
