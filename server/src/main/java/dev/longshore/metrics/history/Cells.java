package dev.longshore.metrics.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The values of one subject while its rows are read, which come in the order of time. */
final class Cells {

    private final List<Metric> metrics;
    private final Fold fold;
    private final Plan plan;
    private final double[][] values;
    private final double[][] weights;
    private final boolean[] known;

    Cells(List<Metric> metrics, Fold fold, Plan plan) {
        this.metrics = metrics;
        this.fold = fold;
        this.plan = plan;
        this.values = new double[metrics.size()][plan.steps()];
        this.weights = new double[metrics.size()][plan.steps()];
        this.known = new boolean[plan.steps()];
    }

    /**
     * Adds what one table knows of a step.
     *
     * @param sinceMs from when on its samples tell something: a row of ten seconds that ends at 20.1 s speaks for the ten
     *     seconds before as well, and steps that nothing else tells of get its values
     * @param told for each metric its value and weight; no weight means that there is none
     */
    void add(long atMs, long sinceMs, double[] told) {
        int step = (int) ((atMs - plan.fromMs()) / plan.stepMs());
        boolean inside = step >= 0 && step < plan.steps();
        for (int metric = 0; metric < metrics.size(); metric++) {
            double value = told[2 * metric];
            double weight = told[2 * metric + 1];
            if (weight > 0) {
                if (inside) {
                    merge(metric, step, value, weight);
                }
                for (int before = Math.min(step, plan.steps()) - 1; isSilent(before, sinceMs); before--) {
                    if (!metrics.get(metric).isCount()) {
                        values[metric][before] = value;
                        weights[metric][before] = weight;
                    }
                }
            }
        }
        if (inside) {
            known[step] = true;
        }
    }

    private boolean isSilent(int step, long sinceMs) {
        return step >= 0 && !known[step] && sinceMs <= middle(step);
    }

    private void merge(int metric, int step, double value, double weight) {
        boolean first = weights[metric][step] == 0;
        weights[metric][step] += weight;
        values[metric][step] = first
                ? value
                : fold == Fold.MAX && !metrics.get(metric).isCount()
                        ? Math.max(values[metric][step], value)
                        : values[metric][step] + value;
    }

    private long middle(int step) {
        return plan.fromMs() + step * plan.stepMs() + plan.stepMs() / 2;
    }

    Stream<Series> series(Subject subject) {
        return IntStream.range(0, metrics.size())
                .mapToObj(metric ->
                        new Series(subject, metrics.get(metric), plan.fromMs(), plan.stepMs(), finished(metric)));
    }

    private double[] finished(int metric) {
        double[] result = new double[plan.steps()];
        Arrays.setAll(result, step -> {
            double weight = weights[metric][step];
            if (weight == 0) {
                return Double.NaN;
            }
            boolean mean = fold == Fold.MEAN && !metrics.get(metric).isCount();
            return mean ? values[metric][step] / weight : values[metric][step];
        });
        return result;
    }
}
