package dev.longshore.agent;

import dev.longshore.wire.Hello;
import dev.longshore.wire.WatchStats;

/** The readings of this host's kernel as the link sees them. */
public interface HostStats extends AutoCloseable {

    /** Of a host whose owner wants none to be taken, or whose kernel is out of sight. */
    HostStats NONE = new HostStats() {
        @Override
        public Hello.Stats state() {
            return Hello.Stats.STATS_OFF;
        }

        @Override
        public void start(StatReports to) {}

        @Override
        public void linked() {}

        @Override
        public void watch(WatchStats wish) {}

        @Override
        public void close() {}
    };

    /** Whether there are any. */
    Hello.Stats state();

    /** Begins to read; rounds go to {@code to} from then on. */
    void start(StatReports to);

    /** A session began: it watches nothing yet, and knows nothing that was told before. */
    void linked();

    /** Reads some things more often for a while, as asked within bounds. */
    void watch(WatchStats wish);

    @Override
    void close();
}
