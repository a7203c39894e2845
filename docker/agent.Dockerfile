# The Longshore agent: one for each container host.
#   docker build -f docker/agent.Dockerfile -t longshore/agent .
# Arguments as in server.Dockerfile. Runs as root because the engine's socket is root's; give it the socket, the
# owner's policy (/etc/longshore), its state volume and nothing else, and drop all capabilities (see compose.yaml). The host's
# root, mounted to be read and named by LONGSHORE_HOST_ROOT, lets it report the runtimes and how full the disk is.
ARG BASE=eclipse-temurin:25-jre
ARG BUILD=maven:3-eclipse-temurin-25
ARG JARS=source

FROM ${BUILD} AS source
COPY . /src
# To the letter the same step as in server.Dockerfile, so that building both images compiles once.
RUN --mount=type=cache,target=/root/.m2,sharing=locked cd /src && mvn -B -ntp -q -Dquick -DskipTests package \
    && mkdir /jars && cp frontend/target/longshore-frontend-*-boot.jar /jars/server.jar && cp agent/daemon/target/longshore-agent.jar /jars/agent.jar

FROM scratch AS prebuilt
COPY agent/daemon/target/longshore-agent.jar /jars/agent.jar

FROM ${JARS} AS jars

FROM ${BASE} AS app
COPY --from=jars /jars/agent.jar /app/agent.jar
COPY docker/agent.options /app/java.options
# Ciphers and checksums, of which a copy of images is made, are compiled well; all else stays with the quick compiler, for size.
COPY docker/agent.directives /app/agent.directives
WORKDIR /app
# Trains the AOT cache with a run that ends by itself: there is no server and no state, so `train` loads what a session needs.
RUN java @/app/java.options -XX:CompilerDirectivesFile=/app/agent.directives -XX:AOTCacheOutput=/app/agent.aot -jar /app/agent.jar train && test -s /app/agent.aot

FROM ${BASE}
COPY --from=app /app /app
RUN mkdir -p /var/lib/longshore-agent /run/longshore-join && chmod 700 /var/lib/longshore-agent /run/longshore-join \
    && chown 10001:10001 /run/longshore-join
# Hidden once the host's folder is mounted. While it is seen, the agent denies everything: it can't know what the owner forbids.
RUN mkdir -p /etc/longshore && echo "mount the host's /etc/longshore here" > /etc/longshore/not-the-hosts-folder
ENV MALLOC_ARENA_MAX=1
WORKDIR /app
VOLUME /var/lib/longshore-agent
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["java", "-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", "/app/agent.jar", "health"]
ENTRYPOINT ["java", "@/app/java.options", "-XX:CompilerDirectivesFile=/app/agent.directives", "-XX:AOTCache=/app/agent.aot", "-jar", "/app/agent.jar"]
