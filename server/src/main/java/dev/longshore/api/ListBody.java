package dev.longshore.api;

import java.util.List;

/** A whole list. */
record ListBody<T>(List<T> items) {}
