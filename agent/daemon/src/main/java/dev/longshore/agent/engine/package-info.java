/** Everything that speaks to Docker or Podman: the only package that may use docker-java. */
@NullMarked
package dev.longshore.agent.engine;

import org.jspecify.annotations.NullMarked;
