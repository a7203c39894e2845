package dev.longshore.agent.cgroup;

import dev.longshore.wire.NetStat;
import java.util.function.Consumer;

/** Takes interfaces out of {@code net/dev}. */
final class NetDevices {

    /** How many interfaces of one namespace are told. */
    static final int MOST = 64;

    private static final byte[] VETH = KernelText.ascii("veth");
    private static final byte[] LOOPBACK = KernelText.ascii("lo:");

    private final KernelText text;

    NetDevices(KernelText text) {
        this.text = text;
    }

    /** Those of a container; loopback is left out, as {@code docker stats} does. */
    void ofContainer(Consumer<NetStat> to) {
        take(to, false);
    }

    /** Those of the host, without the ends of containers' links, whose other ends are told of the containers. */
    void ofHost(Consumer<NetStat> to) {
        take(to, true);
    }

    private void take(Consumer<NetStat> to, boolean host) {
        if (!text.nextLine()) { // two lines of headings
            return;
        }
        int told = 0;
        while (text.nextLine() && told < MOST) {
            text.skipBlank();
            if (text.startsWith(LOOPBACK) || (host && text.startsWith(VETH))) {
                continue;
            }
            String name = text.word(":");
            if (name.isEmpty() || !text.skipPast(':')) {
                continue;
            }
            to.accept(interfaceNamed(name));
            told++;
        }
    }

    private NetStat interfaceNamed(String name) {
        NetStat.Builder net = NetStat.newBuilder()
                .setName(name)
                .setRxBytes(count())
                .setRxPackets(count())
                .setRxErrors(count())
                .setRxDropped(count());
        for (int i = 0; i < 4; i++) { // fifo frame compressed multicast
            count();
        }
        return net.setTxBytes(count())
                .setTxPackets(count())
                .setTxErrors(count())
                .setTxDropped(count())
                .build();
    }

    private long count() {
        return Math.max(0, text.number());
    }
}
