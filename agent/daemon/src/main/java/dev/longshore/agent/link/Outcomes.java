package dev.longshore.agent.link;

import dev.longshore.wire.Failure;
import dev.longshore.wire.LoadResult;
import dev.longshore.wire.LoadedImage;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.RemoveResult;
import dev.longshore.wire.RemovedItem;

/** Keeps outcomes within one message: a prune of thousands of images tells less about each of them. */
final class Outcomes {

    private static final int MAX_BYTES = 48 * 1024;
    private static final int MAX_TEXT = 2_000;

    private Outcomes() {}

    static OperationOutcome.Builder fitting(OperationOutcome.Builder outcome) {
        if (outcome.hasFailure() && outcome.getFailure().getReason().length() > MAX_TEXT) {
            outcome.getFailureBuilder()
                    .setReason(outcome.getFailure().getReason().substring(0, MAX_TEXT));
        }
        if (size(outcome) > MAX_BYTES && outcome.hasRemove()) {
            RemoveResult.Builder result = outcome.getRemoveBuilder();
            for (RemovedItem.Builder item : result.getItemsBuilderList()) {
                item.clearDeleted();
            }
            while (size(outcome) > MAX_BYTES && result.getItemsCount() > 0) {
                shorten(result);
            }
        }
        if (size(outcome) > MAX_BYTES && outcome.hasPull()) {
            outcome.getPullBuilder().clearTags();
        }
        if (size(outcome) > MAX_BYTES && outcome.hasLoad()) {
            LoadResult.Builder result = outcome.getLoadBuilder();
            for (LoadedImage.Builder image : result.getImagesBuilderList()) {
                if (image.hasFailure()) {
                    image.setFailure(
                            Failure.newBuilder().setCode(image.getFailure().getCode()));
                }
            }
            while (size(outcome) > MAX_BYTES && result.getImagesCount() > 0) {
                result.removeImages(result.getImagesCount() - 1);
            }
        }
        if (size(outcome) > MAX_BYTES && outcome.hasFailure()) {
            outcome.getFailureBuilder().clearSubjects();
        }
        return outcome;
    }

    /** Lets go of the last tenth, but of what went well first. */
    private static void shorten(RemoveResult.Builder result) {
        int surplus = result.getItemsCount() / 10 + 1;
        for (int at = result.getItemsCount() - 1; at >= 0 && surplus > 0; at--) {
            if (!result.getItems(at).hasFailure()) {
                result.removeItems(at);
                surplus--;
            }
        }
        while (surplus > 0 && result.getItemsCount() > 0) {
            result.removeItems(result.getItemsCount() - 1);
            surplus--;
        }
    }

    private static int size(OperationOutcome.Builder outcome) {
        return outcome.clone().build().getSerializedSize();
    }
}
