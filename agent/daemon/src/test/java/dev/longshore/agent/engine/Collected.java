package dev.longshore.agent.engine;

import dev.longshore.agent.EngineReports;
import dev.longshore.wire.EngineEvent;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.InventoryDelta;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what an engine reported. */
final class Collected implements EngineReports {

    final List<InventoryDelta> deltas = new CopyOnWriteArrayList<>();
    final List<EngineEvent> events = new CopyOnWriteArrayList<>();
    final List<EngineState> states = new CopyOnWriteArrayList<>();

    @Override
    public void delta(InventoryDelta delta) {
        deltas.add(delta);
    }

    @Override
    public void events(EngineEvents batch) {
        events.addAll(batch.getEventsList());
    }

    @Override
    public void engine(EngineState state) {
        states.add(state);
    }
}
