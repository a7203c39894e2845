package dev.longshore.agent;

/**
 * A container that has a process, as the engine last told.
 *
 * @param id 64 hexadecimal digits
 * @param pid its first process, as the engine's machine numbers it
 * @param hostNetwork whether it has no network of its own
 * @param hostName what the engine had it called, or empty
 */
public record RunningContainer(String id, int pid, boolean hostNetwork, String hostName) {}
