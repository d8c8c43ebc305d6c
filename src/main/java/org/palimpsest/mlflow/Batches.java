package org.palimpsest.mlflow;

import java.util.ArrayList;
import java.util.List;
import org.mlflow.api.proto.Service.LogBatch;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunTag;

/** Packs values into as few requests as the server's limits on one request allow. */
final class Batches {

  static final int METRICS = 1000;
  static final int PARAMETERS_OR_TAGS = 100;
  static final int ITEMS = 1000;

  /** The server takes a million bytes; this leaves room for the request's frame. */
  private static final int BYTES = 900_000;

  /** At most this many bytes of JSON per character, of escapes and UTF-8. */
  private static final int BYTES_PER_CHARACTER = 6;

  /** More than the names and numbers of one item's JSON take. */
  private static final int FRAME = 120;

  private final String runId;
  private final List<LogBatch> full = new ArrayList<>();
  private LogBatch.Builder open;
  private int items;
  private int bytes;

  private Batches(String runId) {
    this.runId = runId;
    this.open = LogBatch.newBuilder().setRunId(runId);
  }

  /** Packs everything, in this order. */
  static List<LogBatch> of(
      String runId, List<Param> params, List<RunTag> tags, List<Metric> metrics) {
    Batches batches = new Batches(runId);
    for (Param param : params) {
      batches.makeRoom(param.getKey(), param.getValue());
      batches.open.addParams(param);
    }
    for (RunTag tag : tags) {
      batches.makeRoom(tag.getKey(), tag.getValue());
      batches.open.addTags(tag);
    }
    for (Metric metric : metrics) {
      batches.makeRoom(metric.getKey(), "");
      batches.open.addMetrics(metric);
    }
    batches.close();
    return batches.full;
  }

  /** Splits a batch in two; a batch of one item cannot be split and gives none. */
  static List<LogBatch> halves(LogBatch batch) {
    int size = batch.getParamsCount() + batch.getTagsCount() + batch.getMetricsCount();
    return size < 2 ? List.of() : List.of(part(batch, 0, size / 2), part(batch, size / 2, size));
  }

  private static LogBatch part(LogBatch batch, int from, int to) {
    int params = batch.getParamsCount();
    int tags = batch.getTagsCount();
    LogBatch.Builder part = LogBatch.newBuilder().setRunId(batch.getRunId());
    for (int i = from; i < to; i++) {
      if (i < params) {
        part.addParams(batch.getParams(i));
      } else if (i < params + tags) {
        part.addTags(batch.getTags(i - params));
      } else {
        part.addMetrics(batch.getMetrics(i - params - tags));
      }
    }
    return part.build();
  }

  /** Names the one item of a batch. */
  static String describe(LogBatch batch) {
    if (batch.getParamsCount() > 0) {
      return "parameter " + batch.getParams(0).getKey();
    }
    return batch.getTagsCount() > 0
        ? "tag " + batch.getTags(0).getKey()
        : "metric " + batch.getMetrics(0).getKey();
  }

  private void makeRoom(String key, String value) {
    int size = (key.length() + value.length()) * BYTES_PER_CHARACTER + FRAME;
    if (bytes + size > BYTES
        || items >= ITEMS
        || open.getMetricsCount() >= METRICS
        || open.getParamsCount() >= PARAMETERS_OR_TAGS
        || open.getTagsCount() >= PARAMETERS_OR_TAGS) {
      close();
    }
    items++;
    bytes += size;
  }

  private void close() {
    if (items > 0) {
      full.add(open.build());
    }
    open = LogBatch.newBuilder().setRunId(runId);
    items = 0;
    bytes = 0;
  }
}
