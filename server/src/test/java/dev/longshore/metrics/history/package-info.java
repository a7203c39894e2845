/** Tests of the history, against real stores. */
