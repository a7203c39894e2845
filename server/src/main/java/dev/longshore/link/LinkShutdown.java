package dev.longshore.link;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Sends the agents away before the web server waits for its requests to end: theirs would not. */
@Component
class LinkShutdown implements SmartLifecycle {

    private final Sessions sessions;
    private volatile boolean running;

    LinkShutdown(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        sessions.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
