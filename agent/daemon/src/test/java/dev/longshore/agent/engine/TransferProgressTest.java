package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.LayerProgress;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The progress of a pull or push")
class TransferProgressTest {

    private final TransferProgress progress = new TransferProgress("pulling");

    @Test
    @DisplayName("counts downloaded bytes of all layers, and extracting adds none")
    void countsBytes() throws IOException {
        say("{'status':'Pulling from bb','id':'1'}");
        say("{'status':'Pulling fs layer','progressDetail':{},'id':'aaa'}");
        say("{'status':'Pulling fs layer','progressDetail':{},'id':'bbb'}");
        say("{'status':'Already exists','progressDetail':{},'id':'ccc'}");
        assertThat(progress.report().getTotalBytes()).isZero();

        say("{'status':'Downloading','progressDetail':{'current':30,'total':100},'id':'aaa'}");
        say("{'status':'Downloading','progressDetail':{'current':5,'total':50},'id':'bbb'}");
        OperationProgress half = progress.report().build();
        assertThat(half.getDoneBytes()).isEqualTo(35);
        assertThat(half.getTotalBytes()).isEqualTo(150);
        assertThat(half.getDoneItems()).isEqualTo(1);
        assertThat(half.getTotalItems()).isEqualTo(3);

        say("{'status':'Download complete','progressDetail':{},'id':'aaa'}");
        say("{'status':'Extracting','progressDetail':{'current':10,'total':100},'id':'aaa'}");
        OperationProgress later = progress.report().build();
        assertThat(later.getDoneBytes()).isEqualTo(105);
        assertThat(later.getLayersList()).extracting(LayerProgress::getId).containsExactly("aaa");
    }

    @Test
    @DisplayName("never goes back when a download is tried again, and never beyond the total")
    void neverBack() throws IOException {
        say("{'status':'Downloading','progressDetail':{'current':80,'total':100},'id':'aaa'}");
        say("{'status':'Retrying in 5 seconds','progressDetail':{},'id':'aaa'}");
        say("{'status':'Downloading','progressDetail':{'current':10,'total':100},'id':'aaa'}");
        assertThat(progress.doneBytes()).isEqualTo(80);

        say("{'status':'Downloading','progressDetail':{'current':900,'total':100},'id':'aaa'}");
        assertThat(progress.doneBytes()).isEqualTo(100);
        say("{'status':'Downloading','progressDetail':{'current':-5,'total':-9},'id':'aaa'}");
        assertThat(progress.doneBytes()).isEqualTo(100);
    }

    @Test
    @DisplayName("knows the digest and that all was there already")
    void result() throws IOException {
        String digest = "sha256:" + "ab".repeat(32);
        say("{'status':'Digest: " + digest + "'}");
        say("{'status':'Status: Image is up to date for bb:1'}");

        assertThat(progress.digest()).isEqualTo(digest);
        assertThat(progress.upToDate()).isTrue();
    }

    @Test
    @DisplayName("counts what a push uploads, and knows when the registry had every layer")
    void pushes() throws IOException {
        String digest = "sha256:" + "cd".repeat(32);
        say("{'status':'The push refers to repository [r/bb]'}");
        say("{'status':'Preparing','progressDetail':{},'id':'aaa'}");
        say("{'status':'Layer already exists','progressDetail':{},'id':'bbb'}");
        say("{'status':'Mounted from base','progressDetail':{},'id':'ccc'}");
        assertThat(progress.allThere()).isFalse();
        say("{'status':'Pushing','progressDetail':{'current':30,'total':100},'id':'aaa'}");
        OperationProgress half = progress.report().build();
        assertThat(half.getDoneBytes()).isEqualTo(30);
        assertThat(half.getTotalBytes()).isEqualTo(100);
        assertThat(half.getDoneItems()).isEqualTo(2);
        say("{'status':'Pushed','progressDetail':{},'id':'aaa'}");
        say("{'status':'1: digest: " + digest + " size: 528'}");

        assertThat(progress.report().getDoneItems()).isEqualTo(3);
        assertThat(progress.digest()).isEqualTo(digest);
        assertThat(progress.allThere()).isFalse();
        TransferProgress again = new TransferProgress("pushing");
        again.take(EngineClient.JSON.readTree("{\"status\":\"Layer already exists\",\"id\":\"bbb\"}"));
        assertThat(again.allThere()).isTrue();
    }

    @Test
    @DisplayName(
            "is reported at most four times a second, however fast an engine talks, and the last report always goes")
    void throttled() throws IOException {
        List<OperationProgress> sent = new ArrayList<>();
        ProgressSink sink = new ProgressSink("op-1", sent::add);
        long began = System.nanoTime();
        for (int i = 0; i <= 10_000; i++) {
            say("{'status':'Downloading','progressDetail':{'current':" + i + ",'total':10000},'id':'aaa'}");
            sink.report(progress::report);
        }
        sink.close();
        long quarters = (System.nanoTime() - began) / ProgressSink.LEAST_PAUSE_NANOS;

        assertThat(sent).hasSizeLessThanOrEqualTo((int) quarters + 2);
        assertThat(sent.getLast().getDoneBytes()).isEqualTo(10_000);
        assertThat(sent)
                .allSatisfy(report -> assertThat(report.getOperationId()).isEqualTo("op-1"));
    }

    @Test
    @DisplayName("fits into a control message even if a registry invents thousands of layers")
    void manyLayers() throws IOException {
        for (int i = 0; i < 5000; i++) {
            say("{'status':'Downloading','progressDetail':{'current':1,'total':2},'id':'" + "x".repeat(70) + i + "'}");
        }

        assertThat(progress.report().build().getSerializedSize()).isLessThan(60 << 10);
        assertThat(progress.report().getTotalItems()).isLessThanOrEqualTo(2000);
    }

    private void say(String json) throws IOException {
        progress.take(EngineClient.JSON.readTree(json.replace('\'', '"')));
    }
}
