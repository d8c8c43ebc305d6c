package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.LogBatch;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow_project.google.protobuf.InvalidProtocolBufferException;
import org.mlflow_project.google.protobuf.util.JsonFormat;

class BatchesTest {

  private static List<Metric> metrics(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Metric.newBuilder().setKey("m" + i).setValue(i).build())
        .toList();
  }

  private static List<Param> params(int count, String value) {
    return IntStream.range(0, count)
        .mapToObj(i -> Param.newBuilder().setKey("p" + i).setValue(value).build())
        .toList();
  }

  private static List<RunTag> tags(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RunTag.newBuilder().setKey("t" + i).setValue("").build())
        .toList();
  }

  @Test
  void keepsEveryLimitAndEveryItemInOrder() throws InvalidProtocolBufferException {
    List<Param> params = params(250, "\u0001".repeat(6000));
    List<RunTag> tags = tags(130);
    List<Metric> metrics = metrics(2345);
    List<LogBatch> batches = Batches.of("r", params, tags, metrics);
    for (LogBatch batch : batches) {
      assertThat(batch.getMetricsCount()).isLessThanOrEqualTo(1000);
      assertThat(batch.getParamsCount()).isLessThanOrEqualTo(100);
      assertThat(batch.getTagsCount()).isLessThanOrEqualTo(100);
      assertThat(batch.getMetricsCount() + batch.getParamsCount() + batch.getTagsCount())
          .isBetween(1, 1000);
      assertThat(JsonFormat.printer().print(batch).length()).isLessThan(1_000_000);
    }
    assertThat(batches.stream().flatMap(b -> b.getParamsList().stream()).toList())
        .isEqualTo(params);
    assertThat(batches.stream().flatMap(b -> b.getTagsList().stream()).toList()).isEqualTo(tags);
    assertThat(batches.stream().flatMap(b -> b.getMetricsList().stream()).toList())
        .isEqualTo(metrics);
  }

  @Test
  void sendsAThousandMetricsAtOnceAndNothingForNothing() {
    assertThat(Batches.of("r", List.of(), List.of(), metrics(1000))).hasSize(1);
    assertThat(Batches.of("r", List.of(), List.of(), List.of())).isEmpty();
  }

  @Test
  void splitsDownToSingleItems() {
    LogBatch batch = Batches.of("r", params(2, "v"), tags(1), metrics(2)).get(0);
    List<LogBatch> halves = Batches.halves(batch);
    assertThat(halves.get(0).getParamsList()).isEqualTo(batch.getParamsList());
    assertThat(halves.get(1).getTagsList()).isEqualTo(batch.getTagsList());
    assertThat(halves.get(1).getMetricsList()).isEqualTo(batch.getMetricsList());
    LogBatch one = Batches.of("r", List.of(), List.of(), metrics(1)).get(0);
    assertThat(Batches.halves(one)).isEmpty();
    assertThat(Batches.describe(one)).isEqualTo("metric m0");
  }
}
