package dev.longshore.agent;

import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.InventoryDelta;

/** Where the engine's side tells what happened; calls return at once and never throw, linked or not. */
public interface EngineReports {

    /** A change of the inventory; already split so that each fits into one message. */
    void delta(InventoryDelta delta);

    /** What the engine's event stream said. */
    void events(EngineEvents events);

    /** The engine went up, down or silent. */
    void engine(EngineState state);
}
