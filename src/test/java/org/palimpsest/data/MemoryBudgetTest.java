package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final int UNIT = 1 << 10;

  /** Long enough that others come in too, if they can. */
  private static final long NANOS_INSIDE = 200_000;

  /** Most pieces of work of these bytes each that were inside at once, of forty asked for. */
  private static int mostAtOnce(long budgetBytes, long bytesEach) throws Exception {
    MemoryBudget budget = new MemoryBudget(budgetBytes);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(
            threads.submit(
                () -> {
                  begin.await();
                  return budget.within(
                      bytesEach,
                      () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(NANOS_INSIDE);
                        return inside.getAndDecrement();
                      });
                }));
      }
      begin.countDown();
      for (Future<?> one : all) {
        one.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    return most.get();
  }

  @Test
  void noMoreIsDecodedAtOnceThanFits() throws Exception {
    // Twenty-four photographs of 12 megapixels on sixteen processors did not fit.
    assertThat(mostAtOnce(30L * UNIT, 10L * UNIT)).isBetween(1, 3);
    assertThat(mostAtOnce(19L * UNIT, 10L * UNIT)).isEqualTo(1);
  }

  @Test
  void whatNeedsMoreThanThereIsWorksAlone() throws Exception {
    assertThat(mostAtOnce(UNIT, 1000L * UNIT)).isEqualTo(1);
  }

  /** As many as miniImageNet has, in colour, with what the launcher gives Java. */
  @Test
  void sixtyThousandImagesFitByDefault() throws IOException {
    Matcher heap =
        Pattern.compile("-Xmx(\\d+)m").matcher(Files.readString(Path.of("scripts/palimpsest")));
    assertThat(heap.results().map(found -> Long.parseLong(found.group(1))))
        .filteredOn(megabytes -> megabytes > 1000)
        .singleElement()
        .satisfies(
            megabytes ->
                assertThat(MemoryBudget.available(megabytes << 20, 200L << 20))
                    .isGreaterThan(60_000L * 3 * 84 * 84));
  }

  @Test
  void roomIsGivenBackAfterAFailure() {
    MemoryBudget budget = new MemoryBudget(UNIT);
    assertThatThrownBy(
            () ->
                budget.within(
                    UNIT,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(budget.<String>within(UNIT, () -> "room")).isEqualTo("room");
  }
}
