# The Longshore server: web page, REST and the agents' port.
#   docker build -f docker/server.Dockerfile -t longshore/server .
# Needs BuildKit (Docker 23 and later use it by themselves; before that set DOCKER_BUILDKIT=1).
#   BASE        a glibc image with a Java 25 runtime at JAVA_HOME or on the PATH
#   JARS        source: build in the image BUILD; prebuilt: take the jars that `make build` left in target/
ARG BASE=eclipse-temurin:25-jre
ARG BUILD=maven:3-eclipse-temurin-25
ARG JARS=source

FROM ${BUILD} AS source
COPY . /src
# To the letter the same step as in agent.Dockerfile, so that building both images compiles once.
RUN --mount=type=cache,target=/root/.m2,sharing=locked cd /src && mvn -B -ntp -q -Dquick -DskipTests package \
    && mkdir /jars && cp frontend/target/longshore-frontend-*-boot.jar /jars/server.jar && cp agent/daemon/target/longshore-agent.jar /jars/agent.jar

FROM scratch AS prebuilt
COPY frontend/target/longshore-frontend-*-boot.jar /jars/server.jar

FROM ${JARS} AS jars

FROM ${BASE} AS app
COPY --from=jars /jars/server.jar /tmp/server.jar
RUN java -Djarmode=tools -jar /tmp/server.jar extract --destination /app && rm /tmp/server.jar
COPY docker/server.options /app/java.options
WORKDIR /app
# Trains the AOT cache with a run that ends by itself; a killed one would leave no usable cache.
RUN LONGSHORE_DATA_DIR=/tmp/training java @/app/java.options -XX:AOTCacheOutput=/app/server.aot -jar /app/server.jar train \
    && test -s /app/server.aot && rm -rf /tmp/training

FROM ${BASE}
COPY --from=app /app /app
# The join folder is shared with the local agent's image, which makes it alike: whichever container comes first, it fits.
RUN mkdir -p /var/lib/longshore /run/longshore-join && chown 10001:10001 /var/lib/longshore /run/longshore-join \
    && chmod 700 /var/lib/longshore /run/longshore-join
ENV LONGSHORE_DATA_DIR=/var/lib/longshore
WORKDIR /app
USER 10001:10001
VOLUME /var/lib/longshore
EXPOSE 8443 8444
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 \
  CMD ["java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", "/app/server.jar", "health"]
ENTRYPOINT ["java", "@/app/java.options", "-XX:AOTCache=/app/server.aot", "-jar", "/app/server.jar"]
