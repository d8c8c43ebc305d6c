package org.palimpsest.report.compare;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;

/**
 * How tables are written.
 *
 * @param columns of the table of methods, by name, in this order; empty for all
 * @param precision decimal places of percentages, 0 to 6
 * @param spread what stands beside a mean
 * @param width characters of a line; empty for as many as it takes
 */
public record TableStyle(List<String> columns, int precision, Spread spread, OptionalInt width) {

  /** All columns, two decimal places and intervals, however wide. */
  public static final TableStyle USUAL =
      new TableStyle(List.of(), 2, Spread.INTERVAL, OptionalInt.empty());

  /** The usual one in lines of some width. */
  public static TableStyle of(OptionalInt width) {
    return new TableStyle(USUAL.columns, USUAL.precision, USUAL.spread, width);
  }

  /** What stands beside a mean over seeds. */
  public enum Spread {
    /** Half of the 95 % Student interval of the mean. */
    INTERVAL("half of the 95 % Student interval over seeds") {
      @Override
      OptionalDouble of(StudentInterval interval) {
        return interval.halfWidth();
      }
    },
    /** The sample standard deviation of the seeds' values. */
    DEVIATION("standard deviation over seeds") {
      @Override
      OptionalDouble of(StudentInterval interval) {
        return interval.deviation();
      }
    },
    /** The mean alone. */
    NONE("") {
      @Override
      OptionalDouble of(StudentInterval interval) {
        return OptionalDouble.empty();
      }
    };

    private final String words;

    Spread(String words) {
      this.words = words;
    }

    abstract OptionalDouble of(StudentInterval interval);

    /** As on a command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public TableStyle {
    columns = List.copyOf(columns);
    if (precision < 0 || precision > 6) {
      throw new IllegalArgumentException("%d decimal places: expected 0 to 6".formatted(precision));
    }
  }

  /** What numbers over seeds are, for a caption. */
  String words() {
    return spread.words.isEmpty() ? "mean over seeds" : "mean \u00b1 " + spread.words;
  }

  String number(double value, Measure.Unit unit) {
    return Numbers.bare(value, unit, precision);
  }

  String number(StudentInterval interval, Measure.Unit unit) {
    String mean = number(interval.mean(), unit);
    OptionalDouble beside = spread.of(interval);
    return beside.isPresent() ? mean + " \u00b1 " + number(beside.getAsDouble(), unit) : mean;
  }
}
