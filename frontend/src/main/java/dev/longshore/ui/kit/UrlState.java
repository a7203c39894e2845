package dev.longshore.ui.kit;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters of a view as they stand in its URL, so that a link reproduces what is seen. */
public final class UrlState {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** No filters. */
    public UrlState() {}

    /** The filters of a URL. */
    public UrlState(QueryParameters parameters) {
        parameters.getParameters().forEach((name, given) -> values.put(name, new ArrayList<>(given)));
    }

    /** The filter's value, or empty. */
    public String text(String name) {
        List<String> given = values.get(name);
        return given == null || given.isEmpty() ? "" : given.getFirst();
    }

    /** All values of the filter. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** Whether the filter is on. */
    public boolean flag(String name) {
        return values.containsKey(name) && !text(name).equals("false");
    }

    /** The filter's number, or the other one if it is none. */
    public int number(String name, int otherwise) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    /** Sets a value; null or empty takes the filter out of the URL. */
    public UrlState set(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            values.remove(name);
        } else {
            values.put(name, new ArrayList<>(List.of(value)));
        }
        return this;
    }

    /** Sets all values. */
    public UrlState set(String name, List<String> given) {
        if (given.isEmpty()) {
            values.remove(name);
        } else {
            values.put(name, new ArrayList<>(given));
        }
        return this;
    }

    /** Turns a filter on or off. */
    public UrlState set(String name, boolean on) {
        return set(name, on ? "true" : null);
    }

    /** Whether no filter is set. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** As parameters of a link. */
    public QueryParameters parameters() {
        return values.isEmpty() ? QueryParameters.empty() : new QueryParameters(values);
    }

    /** Writes the filters into the URL of the tab, without leaving a step in its history. */
    public void show(UI ui) {
        String path = ui.getActiveViewLocation().getPath();
        ui.getPage().getHistory().replaceState(null, new Location(path, parameters()));
    }
}
