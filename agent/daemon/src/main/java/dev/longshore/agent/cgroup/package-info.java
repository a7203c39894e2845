/** The kernel's own counters: control groups of containers and other workloads, the host's files in /proc, and namespaces. */
@NullMarked
package dev.longshore.agent.cgroup;

import org.jspecify.annotations.NullMarked;
