package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an engine says of a failure")
class EngineFaultsTest {

    @ParameterizedTest(name = "{0}: {2}")
    @DisplayName("of a pull gets a code of its own per cause, whatever engine says it (catalogue 84)")
    @CsvSource(delimiter = '|', textBlock = """
            REGISTRY_UNREACHABLE  | 500 | Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused
            REGISTRY_UNREACHABLE  | 500 | Get "https://foo.invalid/v2/": dial tcp: lookup foo.invalid on 10.2.5.53:53: no such host
            REGISTRY_UNREACHABLE  | 500 | Get "https://foo.invalid/v2/": dial tcp: lookup foo.invalid on 10.2.5.53:53: read udp 10.9.2.11:57169->10.2.5.53:53: i/o timeout
            REGISTRY_UNREACHABLE  | 0   | initializing source docker://127.0.0.1:5999/bb:none: pinging container registry 127.0.0.1:5999: Get "https://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused
            REGISTRY_UNREACHABLE  | 500 | Get "https://10.1.1.1/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)
            REGISTRY_UNREACHABLE  | 500 | Get "https://10.1.1.1/v2/": net/http: TLS handshake timeout
            REGISTRY_UNAUTHORIZED | 500 | Head "https://10.98.2.1:5002/v2/bb/manifests/none": no basic auth credentials
            REGISTRY_UNAUTHORIZED | 500 | Get "https://10.98.2.1:5002/v2/": unauthorized: authentication required
            REGISTRY_UNAUTHORIZED | 0   | initializing source docker://10.98.2.1:5002/bb:none: reading manifest none in 10.98.2.1:5002/bb: unauthorized: authentication required
            REGISTRY_UNAUTHORIZED | 500 | unauthorized: incorrect username or password
            REGISTRY_FORBIDDEN    | 500 | Head "https://r.example/v2/x/manifests/1": denied: requested access to the resource is denied
            REGISTRY_FORBIDDEN    | 0   | unexpected status from HEAD request to https://r.example/v2/x/manifests/1: 403 Forbidden
            REGISTRY_NOT_FOUND    | 404 | manifest for 127.0.0.1:5001/bb:none not found: manifest unknown: manifest unknown
            REGISTRY_NOT_FOUND    | 404 | pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
            REGISTRY_NOT_FOUND    | 0   | initializing source docker://127.0.0.1:5201/bb:latest: reading manifest latest in 127.0.0.1:5201/bb: manifest unknown: manifest unknown
            REGISTRY_RATE_LIMITED | 500 | toomanyrequests: You have reached your pull rate limit.
            REGISTRY_RATE_LIMITED | 0   | unexpected status from HEAD request to https://r.example/v2/x/manifests/1: 429 Too Many Requests
            REGISTRY_RATE_LIMITED | 0   | unknown: failed to resolve reference "10.1.7.1:39901/status-500/x:1": unexpected status from HEAD request to https://10.1.7.1:39901/v2/status-500/x/manifests/1: 429
            REGISTRY_UNAUTHORIZED | 0   | failed to resolve reference "10.1.7.1:5002/work/secret:1": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials
            REGISTRY_NOT_FOUND    | 0   | failed to resolve reference "docker.io/library/nosuch:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
            REGISTRY_ERROR        | 500 | received unexpected HTTP status: 500 Internal Server Error
            REGISTRY_ERROR        | 0   | unexpected status from HEAD request to https://r.example/v2/x/manifests/1: 502 Bad Gateway
            REGISTRY_ERROR        | 0   | filesystem layer verification failed for digest sha256:b94b
            REGISTRY_ERROR        | 0   | writing blob: happened during read: Digest did not match, expected sha256:b94b, got sha256:0c1d
            REGISTRY_ERROR        | 0   | failed commit on ref "layer-sha256:b94b": unexpected commit digest sha256:0c1d, expected sha256:b94b: failed precondition
            REGISTRY_ERROR        | 0   | initializing source docker://r.example/x:1: unexpected EOF
            REGISTRY_TLS          | 500 | Get "https://10.98.2.1:5002/v2/": x509: certificate signed by unknown authority
            REGISTRY_TLS          | 500 | Get "https://127.0.0.1:5001/v2/": http: server gave HTTP response to HTTPS client
            REGISTRY_TLS          | 0   | pinging container registry 10.98.2.1:5002: Get "https://10.98.2.1:5002/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority
            WRONG_PLATFORM        | 404 | no matching manifest for linux/arm64 in the manifest list entries
            WRONG_PLATFORM        | 404 | image with reference busybox:1.35 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64
            WRONG_PLATFORM        | 0   | choosing an image from manifest list docker://r.example/x:1: no image found in manifest list for architecture arm64, variant "v8", OS linux
            DISK_FULL             | 0   | write /var/lib/docker/tmp/GetImageBlob1: no space left on device
            DISK_FULL             | 0   | failed to register layer: Error processing tar file(exit status 1): write /x: no space left on device
            ENGINE_ERROR          | 500 | something nobody has seen before
            """)
    void pulls(ErrorCode code, int status, String text) {
        LongshoreException fault = EngineFaults.ofTransfer(new EngineRefusal(status, text));

        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.reason()).isEqualTo(text);
        assertThat(fault.remedy()).isNotBlank();
    }

    @Test
    @DisplayName("of a pull comes with a remedy of its own per cause (catalogue 84)")
    void remedies() {
        assertThat(Stream.of(ErrorCode.values()).filter(code -> code.name().startsWith("REGISTRY_")))
                .hasSizeGreaterThan(6)
                .doesNotHaveDuplicates()
                .extracting(ErrorCode::remedy)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @DisplayName("of a removal tells use, children and tags apart")
    @CsvSource(delimiter = '|', textBlock = """
            IMAGE_IN_USE        | 409 | conflict: unable to remove repository reference "busybox:1.35" (must force) - container 9f is using its referenced image b4
            IMAGE_IN_USE        | 409 | conflict: unable to delete b414a79f87c4 (cannot be forced) - image is being used by running container ed57
            IMAGE_IN_USE        | 500 | image used by 9c17ad81: image is in use by a container
            IMAGE_HAS_CHILDREN  | 409 | conflict: unable to delete b414a79f87c4 (cannot be forced) - image has dependent child images
            IMAGE_MULTIPLE_TAGS | 409 | conflict: unable to delete b414a79f87c4 (must be forced) - image is referenced in multiple repositories
            IMAGE_NOT_FOUND     | 404 | No such image: nosuch:latest
            ENGINE_ERROR        | 500 | something nobody has seen before
            """)
    void removals(ErrorCode code, int status, String text) {
        assertThat(EngineFaults.of(new EngineRefusal(status, text)).code()).isEqualTo(code);
    }

    @Test
    @DisplayName("is capped and cleaned when it is long or hostile")
    void capped() {
        LongshoreException fault = EngineFaults.ofTransfer(new EngineRefusal(500, "\u001b[2J" + "x".repeat(100_000)));

        assertThat(fault.reason()).hasSizeLessThanOrEqualTo(500).doesNotContain("\u001b");
    }

    @Test
    @DisplayName("by not being there is that it is down")
    void absent() {
        assertThat(EngineFaults.of(new ConnectException("Connection refused")).code())
                .isEqualTo(ErrorCode.ENGINE_DOWN);
        assertThat(EngineFaults.of(new SocketException("Permission denied")).remedy())
                .contains("group");
    }
}
