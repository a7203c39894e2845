package dev.longshore.ui.images;

import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import dev.longshore.operations.Compression;
import dev.longshore.ui.kit.Texts;

/** Asks how a file is to be compressed. */
final class CompressionField extends RadioButtonGroup<Compression> {

    CompressionField() {
        super(Texts.of("compression.label"));
        setItems(Compression.values());
        setItemLabelGenerator(each -> Texts.of("compression." + each));
        setValue(Compression.NONE);
    }
}
