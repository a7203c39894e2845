package dev.longshore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Keeps other servers off a PostgreSQL database while it is open. The lock goes with its connection, so it is taken anew
 * when PostgreSQL was restarted; a server that finds it taken then has lost, and stops.
 */
class ServerLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerLock.class);

    /** Any number that nobody else uses: "longshor" in ASCII. */
    private static final long NUMBER = 0x6c6f6e6773686f72L;

    private static final int ANSWER_WITHIN_S = 5;

    private final @Nullable Connector connector;
    private final String database;
    private final Runnable lost;
    private @Nullable Connection connection;
    private boolean closed;

    /** Opens a connection that is nobody else's. */
    @FunctionalInterface
    interface Connector {

        Connection open() throws SQLException;
    }

    private ServerLock(@Nullable Connector connector, String database, Runnable lost) {
        this.connector = connector;
        this.database = database;
        this.lost = lost;
    }

    /** For a database that locks itself. */
    static ServerLock notNeeded() {
        return new ServerLock(null, "", () -> {});
    }

    /**
     * Takes it.
     *
     * @param database as it may be shown
     * @param lost to be run, from then on, when another server took it
     * @throws DatabaseInUse if another server has it
     */
    static ServerLock take(Connector connector, String database, Runnable lost) throws SQLException {
        ServerLock lock = new ServerLock(connector, database, lost);
        if (!lock.taken(connector)) {
            throw new DatabaseInUse(database);
        }
        return lock;
    }

    private synchronized boolean taken(Connector from) throws SQLException {
        Connection fresh = from.open();
        try (Statement statement = fresh.createStatement();
                ResultSet taken = statement.executeQuery("SELECT pg_try_advisory_lock(" + NUMBER + ")")) {
            if (taken.next() && taken.getBoolean(1)) {
                connection = fresh;
                return true;
            }
        } catch (SQLException trouble) {
            fresh.close();
            throw trouble;
        }
        fresh.close();
        return false;
    }

    /** Whether it is still ours, and if not, whether it can be again. */
    @Scheduled(fixedDelay = 10, initialDelay = 10, timeUnit = TimeUnit.SECONDS)
    synchronized void check() {
        Connector from = connector;
        Connection held = connection;
        if (from == null || closed) {
            return;
        }
        try {
            if (held != null && held.isValid(ANSWER_WITHIN_S)) {
                return;
            }
            if (held != null) {
                connection = null;
                held.close();
            }
            if (taken(from)) {
                log.info("took the lock of {} again", database);
                return;
            }
        } catch (SQLException trouble) {
            log.warn("can't look after the lock of {}: {}", database, trouble.getMessage());
            return;
        }
        closed = true;
        log.error("another Longshore server has taken {} meanwhile; this one stops", database);
        lost.run();
    }

    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        if (connection != null) {
            connection.close();
        }
    }
}
